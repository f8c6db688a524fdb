// CronSchedule
