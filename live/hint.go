package live

import (
	"strconv"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
)

// Hint is one change: its word, and the record it is about, as far as access
// needs to know it. Without a Record it is about any number of them.
type Hint struct {
	Word   string
	Record access.Record
}

// General reports whether h is about no record in particular.
func (h Hint) General() bool { return h.Record == access.Record{} }

// maxPending bounds the hints a page that reads slowly may have waiting. Those
// beyond become one without a record.
const maxPending = 64

// ChangedRecord tells the channels of an account that wait for such things that r
// is different now. It carries what Can needs to decide who may know.
func ChangedRecord(r *access.Record) Topic {
	var t strings.Builder
	t.WriteString("changed " + r.Account.String() + " " + r.Thing.String())
	for _, f := range recordIDs(r) {
		if !f.id.IsZero() {
			t.WriteString(" " + f.key + "=" + f.id.String())
		}
	}
	if r.Day != 0 {
		t.WriteString(" day=" + strconv.FormatInt(int64(r.Day), 10))
	}
	if r.State != 0 {
		t.WriteString(" state=" + strconv.Itoa(int(r.State)))
	}
	return Topic(t.String())
}

type recordID struct {
	key string
	id  *id.ID
}

func recordIDs(r *access.Record) []recordID {
	return []recordID{{"id", &r.ID}, {"business", &r.Business}, {"client", &r.Client}, {"property", &r.Property},
		{"vendor", &r.Vendor}, {"person", &r.Person}, {"assignee", &r.Assignee}}
}

// hintOf reads what follows the word of a topic. What this version does not know,
// or cannot read, makes the record one that nobody may know of.
func hintOf(account id.ID, word string, rest []string) Hint {
	h := Hint{Word: word}
	if len(rest) == 0 {
		return h
	}
	thing, known := access.ParseThing(word)
	for _, part := range rest {
		key, value, _ := strings.Cut(part, "=")
		known = h.read(key, value) && known
	}
	if h.Record.Account = account; known {
		h.Record.Thing = thing
	}
	return h
}

func (h *Hint) read(key, value string) bool {
	for _, f := range recordIDs(&h.Record) {
		if f.key == key {
			i, err := id.Parse(value)
			*f.id = i
			return err == nil
		}
	}
	n, err := strconv.Atoi(value)
	switch key {
	case "day":
		h.Record.Day = calendar.Date(n)
	case "state":
		h.Record.State = access.State(n)
	default:
		return false
	}
	return err == nil
}
