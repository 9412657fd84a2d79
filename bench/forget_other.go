//go:build !linux

package bench

import "errors"

// forget has the system drop what it keeps of a file in memory.
func forget(string) error { return errors.ErrUnsupported }
