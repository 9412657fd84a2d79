package story

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// record is one record of the marked world, as plainly as it can be put.
type record struct {
	company  string
	thing    string
	key      string // what the test calls it
	id       string
	owners   []string // keys of the clients whose property it lies at today
	client   string   // key of the client it is about by name
	property string   // key
	day      int      // counted from today
	state    string
	by       string  // name of the person who made it
	on       *record // the booking it belongs to
}

// fact is one thing there is to know: a group of fields of a record. client is
// set for one owner's part of a sum.
type fact struct {
	of     *record
	group  string
	client string
}

// marks are all marked texts, sums and ids and what each would tell.
type marks struct {
	t       *testing.T
	facts   map[string][]fact
	records []*record
	byID    map[string]*record
}

func newMarks(t *testing.T) *marks {
	return &marks{t: t, facts: map[string][]fact{}, byID: map[string]*record{}}
}

// letters and digits give a mark that nothing else begins like.
func letters(seed string) string {
	sum := sha256.Sum256([]byte(seed))
	b := make([]byte, 12)
	for i := range b {
		b[i] = 'a' + sum[i]%26
	}
	return "q" + string(b)
}

func digits(seed string) int64 {
	sum := sha256.Sum256([]byte("sum " + seed))
	n := int64(0)
	for _, b := range sum[:5] {
		n = n<<8 | int64(b)
	}
	return 1_100_000 + n%7_000_000
}

// word marks a text of a record.
func (m *marks) word(r *record, group, field string) string {
	w := letters(r.company + r.thing + r.key + field)
	m.tell(w, fact{of: r, group: group})
	return w
}

// sum marks a sum, as typed: at least 11,000.00, so that no year or number is taken for it.
func (m *marks) sum(r *record, group, field string) string {
	n := digits(r.company + r.thing + r.key + field)
	m.tell(fmt.Sprint(n), fact{of: r, group: group})
	return fmt.Sprintf("%d.%02d", n/100, n%100)
}

// number notes a sum that was worked out. Small ones are too common to tell anything.
func (m *marks) number(minor int64, facts ...fact) {
	if minor = max(minor, -minor); minor >= 100_000 {
		m.tell(fmt.Sprint(minor), facts...)
	}
}

func (m *marks) tell(mark string, facts ...fact) { m.facts[mark] = append(m.facts[mark], facts...) }

// known notes a record that has its id by now: to see the id is to know of it.
func (m *marks) known(r *record, id string) {
	r.id = id
	m.records = append(m.records, r)
	m.byID[id] = r
}

var (
	inSums = regexp.MustCompile(`[0-9]{1,3}(?:[,'\x{a0}\x{202f}\x{2009}][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[.,][0-9]{1,2})?`)
	inIDs  = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
)

// Marks are words of 13 letters, sums of at least six digits, and ids.
const (
	wordLong = 13
	sumLong  = 6
	idLong   = 36
)

// in finds every mark in a text, and every id of a record. It looks at each byte
// about once: most of the time of the leak test is spent here.
func (m *marks) in(text string) (found []string, records []*record) {
	seen := map[string]bool{}
	tell := func(mark string) {
		if m.facts[mark] != nil && !seen[mark] {
			seen[mark], found = true, append(found, mark)
		}
	}
	for at := 0; at < len(text); {
		switch c := text[at]; {
		case isHex(c) && isID(text[at:]):
			low := strings.ToLower(text[at : at+idLong])
			if r := m.byID[low]; r != nil && !seen[low] {
				seen[low], records = true, append(records, r)
			}
			at += idLong
		case isLetter(c):
			end := at + 1
			for end < len(text) && isLetter(text[end]) && !isID(text[end:]) {
				end++
			}
			if end-at >= wordLong {
				tell(strings.ToLower(text[at:end]))
			}
			at = end
		case isDigit(c):
			end, digits := sumAt(text, at)
			if digits >= sumLong {
				for _, n := range inSums.FindAllString(text[at:end], -1) {
					tell(onlyDigits(n))
				}
			}
			at = end
		default:
			at++
		}
	}
	return found, records
}

// sumAt gives the end of what may be sums from at on, and how many digits it has.
func sumAt(text string, at int) (end, digits int) {
	for end = at; end < len(text); {
		n := partOfSum(text[end:])
		if n == 0 || isDigit(text[end]) && isID(text[end:]) {
			break
		}
		if isDigit(text[end]) {
			digits++
		}
		end += n
	}
	return end, digits
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
func isHex(c byte) bool    { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

// partOfSum gives how many bytes a digit, or what stands between the digits of a
// sum, takes up; 0 for anything else.
func partOfSum(text string) int {
	switch c := text[0]; {
	case isDigit(c), c == ',', c == '.', c == '\'':
		return 1
	case c < utf8.RuneSelf:
		return 0
	}
	if r, n := utf8.DecodeRuneInString(text); r == 0xa0 || r == 0x202f || r == 0x2009 {
		return n
	}
	return 0
}

// isID reports whether a text begins with an id.
func isID(text string) bool {
	if len(text) < idLong || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return false
	}
	for i := range idLong {
		if i != 8 && i != 13 && i != 18 && i != 23 && !isHex(text[i]) {
			return false
		}
	}
	return true
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// readable gives the words of an answer of any kind: a spreadsheet is unzipped,
// a document inflated.
func readable(t *testing.T, kind, body string) string {
	t.Helper()
	switch {
	case strings.HasPrefix(body, "PK\x03\x04"):
		return unzipped(t, body)
	case strings.HasPrefix(body, "%PDF"):
		return inflated(body)
	case strings.Contains(kind, "csv"):
		return cells(body)
	case strings.Contains(kind, "calendar"):
		return strings.NewReplacer("\r\n ", "", "\n ", "").Replace(body)
	}
	return body
}

func unzipped(t *testing.T, body string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(r)
		r.Close()
		all.Write(b)
		all.WriteByte('\n')
	}
	return all.String()
}

// cells puts each cell on a line of its own, so that neighbours are not read as
// one number.
func cells(body string) string {
	r := csv.NewReader(strings.NewReader(body))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	for _, comma := range []rune{',', ';', '\t'} {
		if first, _, _ := strings.Cut(body, "\n"); strings.ContainsRune(first, comma) {
			r.Comma = comma
			break
		}
	}
	var all []string
	for {
		row, err := r.Read()
		if err != nil {
			return strings.Join(all, "\n")
		}
		all = append(all, row...)
	}
}

var (
	streams = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)
	strs    = regexp.MustCompile(`(?s)\(((?:\\.|[^\\()])*)\)\s*(?:Tj|TJ|')`)
)

// inflated gives the texts of a PDF, line by line: they stand in its streams as
// UTF-16.
func inflated(body string) string {
	var all strings.Builder
	for _, s := range streams.FindAllStringSubmatch(body, -1) {
		z, err := zlib.NewReader(strings.NewReader(s[1]))
		if err != nil {
			continue
		}
		plain, _ := io.ReadAll(z)
		for _, text := range strs.FindAllSubmatch(plain, -1) {
			all.WriteString(fromUTF16(unescaped(text[1])) + "\n")
		}
	}
	return all.String()
}

func unescaped(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b); i++ {
		if b[i] == '\\' && i+1 < len(b) {
			i++
			if at := bytes.IndexByte([]byte("nrt"), b[i]); at >= 0 {
				out = append(out, "\n\r\t"[at])
				continue
			}
		}
		out = append(out, b[i])
	}
	return out
}

func fromUTF16(b []byte) string {
	if len(b)%2 != 0 || !slices.Contains(b, 0) {
		return string(b)
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(units))
}
