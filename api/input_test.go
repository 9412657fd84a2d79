package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"keyhouse/fault"
)

func body(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// badInput is something that is sent for a new booking and cannot be taken.
type badInput struct {
	rule, body string
	status     int
	kind, at   string
}

func badInputs(w *world) []badInput {
	booking := w.bookingWith
	return []badInput{
		{"nothing at all", ``, 400, "malformed", ""},
		{"half an object", `{"property":`, 400, "malformed", "#"},
		{"something after the end", booking("") + ` {}`, 400, "malformed", "#"},
		{"a key twice", booking(`,"guest":"A","guest":"B"`), 400, "malformed", "#/guest"},
		{"a key twice, deep down", booking(`,"charges":[{"kind":"fee","amount":{"minor":1,"minor":2,"currency":"EUR"}}]`), 400, "malformed", "#/charges/0/amount/minor"},
		{"nested without end", strings.Repeat("[", 5000), 400, "malformed", "#"},
		{"a list", `[]`, 422, "invalid", "#"},
		{"an unknown field", booking(`,"guset":"A"`), 422, "invalid", "#/guset"},
		{"a field in capitals", booking(`,"Guest":"A"`), 422, "invalid", "#/Guest"},
		{"a missing field", `{"arrive":"2026-05-01","depart":"2026-05-03"}`, 422, "invalid", "#/property"},
		{"a number for a text", booking(`,"guest":5`), 422, "invalid", "#/guest"},
		{"a text for a number", booking(`,"adults":"2"`), 422, "invalid", "#/adults"},
		{"half a person", booking(`,"adults":1.5`), 422, "invalid", "#/adults"},
		{"fewer than none", booking(`,"adults":-1`), 422, "invalid", "#/adults"},
		{"null for a text", booking(`,"guest":null`), 400, "malformed", "#/guest"},
		{"a malformed id", `{"property":"7","arrive":"2026-05-01","depart":"2026-05-03"}`, 422, "invalid", "#/property"},
		{"no such day", body(`{"property":"%v","arrive":"2026-02-30","depart":"2026-05-03"}`, w.quay), 422, "invalid", "#/arrive"},
		{"the year 9999", body(`{"property":"%v","arrive":"9999-05-01","depart":"9999-05-03"}`, w.quay), 422, "invalid", "#/arrive"},
		{"an end before the start", body(`{"property":"%v","arrive":"2026-05-03","depart":"2026-05-01"}`, w.quay), 422, "invalid", "#/depart"},
		{"a control character", booking(`,"guest":"A\u0007B"`), 422, "invalid", "#/guest"},
		{"an overlong name", booking(`,"guest":"` + strings.Repeat("x", 500) + `"`), 422, "invalid", "#/guest"},
		{"an unknown word", booking(`,"source":"pigeon"`), 422, "invalid", "#/source"},
		{"an unknown currency", booking(`,"charges":[{"kind":"fee","amount":{"minor":100,"currency":"XQQ"}}]`), 422, "invalid", "#/charges/0/amount/currency"},
		{"more money than there is", booking(`,"charges":[{"kind":"fee","amount":{"minor":9223372036854775807,"currency":"EUR"}}]`), 422, "invalid", "#/charges/0/amount/minor"},
		{"a number beyond numbers", booking(`,"charges":[{"kind":"fee","amount":{"minor":1e300,"currency":"EUR"}}]`), 422, "invalid", "#/charges/0/amount/minor"},
		{"a negative fee", booking(`,"charges":[{"kind":"fee","amount":{"minor":-100,"currency":"EUR"}}]`), 422, "invalid", "#/charges/0/amount"},
		{"another account's property", body(`{"property":"%v","arrive":"2026-05-01","depart":"2026-05-03"}`, w.far), 422, "invalid", "#/property"},
	}
}

// bookingWith is a booking that could be made, but for what else is said of it.
func (w *world) bookingWith(rest string) string {
	return body(`{"property":"%v","arrive":"2026-05-01","depart":"2026-05-03"%s}`, w.quay, rest)
}

func TestWhatBadInputGets(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		booking := w.bookingWith
		for _, c := range badInputs(w) {
			t.Log(c.rule)
			if a := w.admin.post("/bookings", c.body).problem(c.status, c.kind); c.at != "" {
				a.at(c.at)
			}
		}
		if n := len(w.admin.get("/bookings").items()); n != 2 {
			t.Errorf("something of it was done: %d bookings", n)
		}
		w.admin.post("/bookings", `{"guest":"`+strings.Repeat("x", 2<<20)+`"}`).problem(413, "too-large")
		w.admin.askWith("POST", "/bookings", booking(""), http.Header{"Content-Type": {"text/plain"}}).problem(415, "media-type")
		w.admin.ask("PUT", "/bookings", booking("")).problem(405, "method")
		w.admin.get("/nothing").problem(404, "missing")
		(&caller{w: w}).post("/bookings", `{`).problem(401, "signed-out")
	})
}

var tooMany = &fault.Fault{Kind: fault.TooMany, Say: "Wait a while."}
