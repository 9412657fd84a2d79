package passwords

import (
	"slices"
	"strings"
)

// inRow reports whether text uses no more than three different characters or
// only steps up or down by one, as 12345678 and hgfedcba do.
func inRow(text string) bool {
	seen := map[rune]bool{}
	up, down, last := true, true, rune(-1)
	for _, r := range text {
		seen[r] = true
		if last >= 0 {
			up = up && (r == last+1 || last == '9' && r == '0')
			down = down && (r == last-1 || last == '0' && r == '9')
		}
		last = r
	}
	return len(seen) <= 3 || up || down
}

// keyboards are the rows and columns of keys as they lie side by side, there and
// back, on the layouts that are spread most.
var keyboards = func() []string {
	rows := []string{"1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
		"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0"}
	for _, row := range rows[:len(rows):len(rows)] {
		back := []byte(row)
		slices.Reverse(back)
		rows = append(rows, string(back))
	}
	return rows
}()

// onKeyboard reports whether text only slides over the keys: two or three
// stretches of neighbours, such as qwertyuiop, asdfqwer or zaq12wsx.
func onKeyboard(text string) bool {
	slides, rest := 0, text
	for rest != "" && slides < 3 {
		n := slide(rest)
		if n < 3 {
			return false
		}
		slides, rest = slides+1, rest[n:]
	}
	return rest == ""
}

// slide gives how many characters text begins with that lie side by side.
func slide(text string) int {
	best := 0
	for _, row := range keyboards {
		n := len(text)
		for n > best && !strings.Contains(row, text[:n]) {
			n--
		}
		best = max(best, n)
	}
	return best
}
