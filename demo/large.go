package demo

// grow makes the company large.
func (f *firm) grow() error { return nil }
