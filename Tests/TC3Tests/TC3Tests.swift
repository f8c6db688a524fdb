// TC3Tests
