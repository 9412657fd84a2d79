package story

import (
	"slices"
	"strings"
	"testing"
)

// What the leak test finds its marks in: anything that prints them.
func TestMarksAreFound(t *testing.T) {
	m := newMarks(t)
	r := &record{company: "harbour", thing: "booking", key: "b1"}
	word, id := letters("a name"), "019a0b1c-2d3e-7f40-8a51-0123456789ab"
	m.tell(word, fact{of: r, group: "guest"})
	m.tell("1234567", fact{of: r, group: "all-money"})
	m.tell("123456", fact{of: r, group: "all-money"})
	m.known(r, id)
	for _, c := range []struct {
		rule, text string
		want       []string
		record     bool
	}{
		{"a word", "<td>" + word + "</td>", []string{word}, false},
		{"in capitals", strings.ToUpper(word), []string{word}, false},
		{"a longer word is another", "x" + word, nil, false},
		{"a word against a digit", "7" + word + "7", []string{word}, false},
		{"a sum as people write it", "€ 12,345.67", []string{"1234567"}, false},
		{"with narrow spaces", "12\u202f345.67", []string{"1234567"}, false},
		{"with apostrophes", "12'345.67", []string{"1234567"}, false},
		{"with a decimal comma", "12345,67", []string{"1234567"}, false},
		{"in minor units", `"minor":1234567,`, []string{"1234567"}, false},
		{"whole, after another number", "7, 123456", []string{"123456"}, false},
		{"and at the end of a sentence", "It is 1,234.56.", []string{"123456"}, false},
		{"part of a longer number is another", "91234567", nil, false},
		{"an id", "/bookings/" + id + "/edit", nil, true},
		{"an id in capitals", strings.ToUpper(id), nil, true},
		{"an id against a word and a sum", word + " " + id + " 1234567", []string{word, "1234567"}, true},
		{"what looks like a sum inside an id", "019a0b1c-2d3e-7f40-8a51-000001234567", nil, false},
		{"an id behind more digits", "ff" + id, nil, true},
		{"nothing", "", nil, false},
	} {
		found, records := m.in(c.text)
		if !slices.Equal(found, c.want) || (len(records) == 1) != c.record {
			t.Errorf("%s: in %q found %q and %d records", c.rule, c.text, found, len(records))
		}
	}
}
