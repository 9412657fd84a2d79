package ical

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"keyhouse/calendar"
	"keyhouse/fault"
)

// Limits bound what Read takes from a feed. The zero Limits are the usual ones.
type Limits struct {
	Bytes     int64 // 5 MB
	Events    int   // 10,000; repeated ones count each time
	LineBytes int   // 64 KB
	// Zone is where the property stands; moments given in UTC become days
	// there. Nil is the calendar's own zone, else UTC.
	Zone *time.Location
	// Today begins the two years into which repeating events are unfolded.
	// No day begins them at each event's own first day.
	Today calendar.Date
}

func (o Limits) orUsual() Limits {
	if o.Bytes == 0 {
		o.Bytes = 5 << 20
	}
	if o.Events == 0 {
		o.Events = 10_000
	}
	if o.LineBytes == 0 {
		o.LineBytes = 64 << 10
	}
	return o
}

// Read reads one feed, which may be several calendars pasted together. Events
// it cannot use are named in Skipped. It fails with a Fault when there is no
// calendar at all (Invalid, says what is there instead), when the feed is over
// a limit (TooLarge), or when r fails.
func Read(r io.Reader, o Limits) (Feed, error) {
	o = o.orUsual()
	in := bufio.NewReader(r)
	if err := sniff(in); err != nil {
		return Feed{}, err
	}
	p := parser{limits: o, zone: o.Zone, overridden: map[string]bool{}}
	found := newLines(in, o.Bytes, o.LineBytes)
	for l, ok := found.next(); ok; l, ok = found.next() {
		if err := p.take(l); err != nil {
			return Feed{}, err
		}
	}
	if errors.Is(found.err, errTooMany) {
		return Feed{}, tooLarge(fmt.Sprintf("The calendar is larger than %d KB. A feed for one property is far smaller: check the address.", o.Bytes>>10))
	}
	if found.err != nil {
		return Feed{}, &fault.Fault{Kind: fault.Invalid, Op: "ical.Read", Say: "The calendar broke off while it was read. Try again.", Err: found.err}
	}
	return p.finish()
}

func refuse(say string) error {
	return &fault.Fault{Kind: fault.Invalid, Op: "ical.Read", Say: say}
}

func tooLarge(say string) error {
	return &fault.Fault{Kind: fault.TooLarge, Op: "ical.Read", Say: say}
}

// sniff looks at how the stream begins and refuses by name what is no calendar.
func sniff(in *bufio.Reader) error {
	head, err := in.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return &fault.Fault{Kind: fault.Invalid, Op: "ical.Read", Say: "The calendar could not be read. Try again.", Err: err}
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // cannot fail: it was just peeked at
		head = head[3:]
	}
	text := bytes.TrimSpace(head)
	switch {
	case len(text) == 0 && err != nil:
		return refuse("The calendar is empty: not even a heading is in it.")
	case bytes.IndexByte(text, 0) >= 0 || bytes.HasPrefix(text, []byte("\x1f\x8b")) || bytes.HasPrefix(text, []byte("PK\x03\x04")):
		return refuse("This is not a calendar: it is not text. Give an .ics file or a calendar address.")
	case bytes.HasPrefix(text, []byte("<")):
		return refuse("This address gives a web page, not a calendar. Copy the export address (iCal) that the channel shows.")
	case bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("[")):
		return refuse("This address gives data for programs, not a calendar. Copy the export address (iCal) that the channel shows.")
	}
	return nil
}

// parser holds what is open while the lines go by.
type parser struct {
	limits     Limits
	zone       *time.Location
	feed       Feed
	prodID     string // the latest: pasted feeds have one each
	begun      bool
	ended      bool
	event      *draft
	inner      []string // components around the line whose lines are not ours
	found      []finding
	repeating  int
	overridden map[string]bool // instances of a series that were called off
}

// take handles one content line.
func (p *parser) take(l line) error {
	property, err := parseProperty(l.text)
	switch {
	case !p.begun && !isBegin(property, "VCALENDAR"):
		return refuse("This is not a calendar: it does not begin with BEGIN:VCALENDAR.")
	case l.long:
		return p.skip(Skip{Line: l.number, UID: p.openUID(), Reason: fmt.Sprintf("a line of more than %d KB was left out", p.limits.LineBytes>>10)})
	case err != nil || property == nil:
		return p.skip(Skip{Line: l.number, UID: p.openUID(), Reason: "this line is not in calendar form and was left out"})
	}
	switch name := strings.ToUpper(property.IANAToken); name {
	case "BEGIN":
		return p.enter(component(property), l.number)
	case "END":
		return p.leave(component(property))
	default:
		p.set(name, property)
	}
	return nil
}

// parseProperty takes a line apart. Its cost grows with length times
// parameters, so it refuses lines that can only be made to be slow.
func parseProperty(text string) (*ics.BaseProperty, error) {
	if strings.Count(text, ";") > 1_000 {
		return nil, errors.New("over a thousand parameters")
	}
	return ics.ParseProperty(ics.ContentLine(text))
}

func isBegin(property *ics.BaseProperty, name string) bool {
	return property != nil && strings.EqualFold(property.IANAToken, "BEGIN") && component(property) == name
}

func component(property *ics.BaseProperty) string {
	return strings.ToUpper(strings.TrimSpace(property.Value))
}

func (p *parser) openUID() string {
	if p.event == nil {
		return ""
	}
	return p.event.text("UID")
}

// enter begins a component. A new event or calendar ends whatever was left open.
func (p *parser) enter(name string, number int) error {
	switch name {
	case "VCALENDAR":
		p.begun, p.ended, p.inner = true, false, nil
		return p.closeEvent()
	case "VEVENT":
		p.inner = nil
		err := p.closeEvent()
		p.event = newDraft(number, p.prodID)
		return err
	}
	if len(p.inner) < 16 { // real nesting is two deep; more is junk
		p.inner = append(p.inner, name)
	}
	return nil
}

func (p *parser) leave(name string) error {
	switch name {
	case "VEVENT":
		p.inner = nil
		return p.closeEvent()
	case "VCALENDAR":
		p.inner, p.ended = nil, true
		return p.closeEvent()
	}
	if n := len(p.inner); n > 0 {
		p.inner = p.inner[:n-1]
	}
	return nil
}

// set keeps a property of the open event, or of the calendar.
func (p *parser) set(name string, property *ics.BaseProperty) {
	switch {
	case len(p.inner) > 0:
	case p.event != nil:
		p.event.set(name, property)
	case name == "PRODID":
		p.prodID = clean(property.Value, 200)
		if p.feed.ProdID == "" {
			p.feed.ProdID = p.prodID
		}
	case name == "X-WR-CALNAME" || name == "NAME":
		p.feed.Name = clean(property.Value, 200)
	case name == "X-WR-TIMEZONE" && p.limits.Zone == nil:
		if zone, err := time.LoadLocation(strings.TrimSpace(property.Value)); err == nil {
			p.zone = zone
		}
	}
}

// skip notes what cannot be used; a feed of nothing else is refused.
func (p *parser) skip(s Skip) error {
	s.UID = clean(s.UID, maxUID)
	p.feed.Skipped = append(p.feed.Skipped, s)
	if len(p.feed.Skipped) > p.limits.Events {
		return refuse(fmt.Sprintf("More than %d places in this calendar make no sense. Check the address.", p.limits.Events))
	}
	return nil
}

// finish settles what only the whole feed can tell.
func (p *parser) finish() (Feed, error) {
	if !p.begun {
		return Feed{}, refuse("This is not a calendar: it does not begin with BEGIN:VCALENDAR.")
	}
	p.feed.Cut = !p.ended
	if err := p.closeEvent(); err != nil {
		return Feed{}, err
	}
	if err := p.settle(); err != nil {
		return Feed{}, err
	}
	return p.feed, nil
}
