package access

import "strings"

// listed joins words as people do: "a", "a and b", "a, b and c".
func listed(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	n := len(words) - 1
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}

// words joins the words of a set with commas.
func words[W ~uint8](list []string, s Set[W]) string { return strings.Join(spell(list, s), ", ") }
