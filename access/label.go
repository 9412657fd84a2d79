package access

import "strings"

// groupLabels are the parts of a thing whose word says too little in a sentence.
var groupLabels = map[string]string{
	"contact": "contact info", "guest": "guest name", "owner-money": "owner revenue", "all-money": "charges and payments", "job": "job details",
}

// verbLabels are the acts whose word says too little.
var verbLabels = map[string]string{
	"pick": "choose", "annotate": "write a note on", "clear": "mark cleared", "reset": "reset the password of",
	"impersonate": "log in as", "takeover": "take over",
}

func groupLabel(word string) string { return either(groupLabels, word) }

func verbLabel(word string) string { return either(verbLabels, word) }

func either(labels map[string]string, word string) string {
	if l, ok := labels[word]; ok {
		return l
	}
	return spaced(word)
}

func spaced(word string) string { return strings.ReplaceAll(word, "-", " ") }

// article puts a or an before what follows in a sentence.
func article(words string) string {
	if words != "" && strings.ContainsRune("aeio", rune(words[0])) {
		return "an " + words
	}
	return "a " + words
}
