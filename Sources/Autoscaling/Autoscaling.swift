// Autoscaling
