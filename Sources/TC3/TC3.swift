// TC3
