// CronScheduleTests
