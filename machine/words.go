package machine

import (
	"strconv"

	"keyhouse/words"
)

// Bytes says a number of bytes as people do: 1.5 GB.
func Bytes(n int64) string { return words.English.Bytes(n) }

// Count says how many: "1 mail waits", "3 mails wait".
func Count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.FormatInt(n, 10) + " " + many
}
