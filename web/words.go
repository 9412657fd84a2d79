package web

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"keyhouse/fault"
	"keyhouse/words"
)

// percent says ten-thousandths to whoever a page is for: 1250 is "12.5 %".
func percent(ctx context.Context, bps int64) string { return words.In(ctx).Percent(bps) }

// percentDigits is percent for a field, which has its own sign.
func percentDigits(bps int64) string {
	return strconv.FormatFloat(float64(bps)/100, 'f', -1, 64)
}

// readPercent reads what percentDigits wrote, or a person: "12.5", "12,5 %". An
// empty text is nothing.
func readPercent(wrong *fault.Fields, field, s string) int64 {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	if s == "" {
		return 0
	}
	whole, part, _ := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	n, err := strconv.ParseUint(whole+(part + "00")[:2], 10, 31)
	if err != nil || len(part) > 2 || n > 100_00 {
		wrong.Bad(field, "Write a percentage from 0 to 100 with at most two decimals, like 12.5.")
		return 0
	}
	return int64(n)
}

// joinWords puts what there is of words together.
func joinWords(between string, words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), between)
}
