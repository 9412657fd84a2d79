//go:build !unix

package bench

import "time"

var began = time.Now()

// spent stands in for the processor time this process has used so far.
func spent() time.Duration { return time.Since(began) }
