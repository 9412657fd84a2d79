package ical

import (
	"bytes"
	"io"
	"time"

	ics "github.com/arran4/golang-ical"

	"keyhouse/calendar"
	"keyhouse/fault"
)

const dateForm = "20060102"

// Write writes f as a calendar that channels and calendar programs take: whole
// days, CRLF, folded lines. made becomes every event's DTSTAMP, so the same
// feed made at the same moment gives the same bytes. An event without a UID or
// without nights is a mistake of the caller's and fails before a byte is written.
func Write(w io.Writer, f Feed, made time.Time) error {
	out := ics.NewCalendarFor("Keyhouse")
	out.SetProductId("-//Keyhouse//Calendar feed//EN")
	out.SetCalscale("GREGORIAN")
	out.SetMethod(ics.MethodPublish)
	if name := clean(f.Name, maxSummary); name != "" {
		out.SetXWRCalName(name)
	}
	for _, e := range f.Events {
		if clean(e.UID, maxUID) == "" || e.Nights.Count() == 0 {
			return &fault.Fault{Op: "ical.Write", Say: "An event of this feed has no name or no nights."}
		}
		addEvent(out, e, made)
	}
	var b bytes.Buffer
	if err := out.SerializeTo(&b, ics.WithNewLineWindows); err != nil {
		return &fault.Fault{Op: "ical.Write", Err: err}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func addEvent(out *ics.Calendar, e Event, made time.Time) {
	event := out.AddEvent(clean(e.UID, maxUID))
	event.SetDtStampTime(made.UTC())
	setDay(event, ics.ComponentPropertyDtStart, e.Nights.Arrive)
	setDay(event, ics.ComponentPropertyDtEnd, e.Nights.Depart)
	event.SetSummary(clean(e.Summary, maxSummary))
	if text := cleanLines(e.Description, maxDescription); text != "" {
		event.SetDescription(text)
	}
	if e.URL != "" {
		event.SetURL(clean(e.URL, 1_000))
	}
	if e.Kind == Tentative {
		event.SetStatus(ics.ObjectStatusTentative)
	}
}

func setDay(event *ics.VEvent, name ics.ComponentProperty, day calendar.Date) {
	event.SetProperty(name, day.Time().Format(dateForm), ics.WithValue(string(ics.ValueDataTypeDate)))
}
