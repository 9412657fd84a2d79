package db

import "time"

// Hurry has connections opened from now on wait less for other processes' locks,
// until restore is called.
func Hurry(wait time.Duration) (restore func()) {
	was := busyMillis
	busyMillis = int(wait.Milliseconds())
	return func() { busyMillis = was }
}
