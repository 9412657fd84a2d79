package access

// nearest gives the word of list that is fewest slips of the finger away from
// got, or "" if none is near.
func nearest(got string, list []string) string {
	best, least := "", max(2, len(got)/3)+1
	for _, w := range list {
		if d := slips(got, w); w != "" && d < least {
			best, least = w, d
		}
	}
	return best
}

// slips counts the letters to add, drop or change to make a into b.
func slips(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, corner+1, row[j]+1)
		}
	}
	return row[len(b)]
}
