package access

import "strings"

// label is how people call a word of the page, and what they should know when
// they choose it.
type label struct{ say, hint string }

// switchLabels are what the wizard, the access list, previews and reasons call
// a switch. One that is not here is called by its word.
var switchLabels = map[string]label{
	"calendar":    {"View calendar", "Booked and blocked dates. Without it no booking is reachable at all."},
	"guest-name":  {"View guest name", ""},
	"contact":     {"View contact info", "The guest's e-mail and phone."},
	"view-notes":  {"View notes", "On bookings and blocked time."},
	"add-notes":   {"Add notes", "Without “View notes” they can write, but not read."},
	"owner-money": {"Owner revenue", "Only the owner's numbers, and nothing the rest could be worked out from."},
	"all-money":   {"All charges and payments", ""},
	"block-off":   {"Block off time", "Marked as owner block-off. The office and those subscribed are told by e-mail."},
	"move-blocks": {"Move and delete blocks", "Only blocks they made themselves."},
	"statements":  {"View owner statements", "Only with access by owner."},

	"reports":        {"Reports", "The reports, and the exports made from them."},
	"guests":         {"Create guest contractors and technicians", "For their own sites."},
	"copies":         {"Download copies", "Backups of all of it."},
	"take-over":      {"Take over", "Becomes its administrator."},
	"clear-payments": {"Mark payments cleared", "Apart from editing them."},
	"view-journal":   {"View journal and categories", ""},
	"create-journal": {"Create journal entries and categories", ""},
	"edit-journal":   {"Edit categories", ""},
	"delete-journal": {"Delete categories", ""},
}

// groupLabels are the parts of a thing whose word says too little.
var groupLabels = map[string]string{
	"contact": "contact info", "guest": "guest name", "owner-money": "owner revenue", "all-money": "charges and payments", "job": "job details",
}

// verbLabels are the acts whose word says too little.
var verbLabels = map[string]string{
	"pick": "choose", "annotate": "write a note on", "clear": "mark cleared", "reset": "reset the password of",
	"impersonate": "log in as", "takeover": "take over",
}

// Label gives a switch as screens say it: "View guest name".
func (x Switch) Label() string { return switchLabel(x.String()) }

// Hint says what to know of a switch before choosing it, or "".
func (x Switch) Hint() string { return switchLabels[x.String()].hint }

// Label gives a part of a thing as screens say it: "guest name".
func (x Group) Label() string { return groupLabel(x.String()) }

// Label gives an act as screens say it: "log in as".
func (x Verb) Label() string { return verbLabel(x.String()) }

// Label gives a thing as sentences say it: "work order".
func (x Thing) Label() string { return spaced(x.String()) }

// roleLabels are the roles whose word is an abbreviation.
var roleLabels = map[string]string{"it": "IT"}

// Label gives a role as sentences say it: "front desk".
func (x Role) Label() string { return either(roleLabels, x.String()) }

func switchLabel(word string) string {
	if l, ok := switchLabels[word]; ok {
		return l.say
	}
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + spaced(word[1:])
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

// quoted says switches as one looks for them on a screen: “View calendar”.
func quoted(words []string) []string {
	for i, w := range words {
		words[i] = "“" + switchLabel(w) + "”"
	}
	return words
}
