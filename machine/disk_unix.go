//go:build linux || darwin

package machine

import "syscall"

// diskFree is the room left where dir is.
func diskFree(dir string) int64 {
	if dir == "" {
		dir = "."
	}
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return -1
	}
	return int64(st.Bavail) * int64(st.Bsize) //nolint:unconvert // macOS has another type for it
}
