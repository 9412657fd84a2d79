package api

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	v "github.com/danielgtaylor/huma/v2/validation"

	"keyhouse/fault"
	"keyhouse/words"
	"keyhouse/words/wordstest"
)

// sameEverywhere is what a problem may say in plain letters: names of the API
// and what was sent.
var sameEverywhere = regexp.MustCompile(`\b(GET|POST|PUT|PATCH|DELETE|/api/v1/\S*|EUR|XQQ|T|Z|airbnb|booking-com|direct|booking|com|vrbo|owner|ical)\b|"[^"]*"`)

var plainLetters = regexp.MustCompile(`[A-Za-z]{2,}`)

// speaks demands a problem that says nothing in plain letters.
func (a *answer) speaks() {
	a.w.t.Helper()
	said := []string{a.str("title"), a.str("detail")}
	all, _ := a.body["errors"].([]any)
	for _, e := range all {
		said = append(said, fmt.Sprint(e.(map[string]any)["detail"]))
	}
	for _, text := range said {
		if plainLetters.MatchString(sameEverywhere.ReplaceAllString(text, "")) || text == "" {
			a.w.t.Errorf("%s: %d says %q", a.asked, a.status, text)
		}
	}
}

func TestProblemsSpeakTheReadersLanguage(t *testing.T) {
	wordstest.Learn(t)
	eachWorld(t, func(t *testing.T, w *world) {
		wide := http.Header{"Accept-Language": {wordstest.Locale}}
		for _, c := range badInputs(w) {
			w.admin.askWith("POST", "/bookings", c.body, wide).speaks()
		}
		ask := func(p *caller, method, path, body string) {
			t.Helper()
			p.askWith(method, path, body, wide).speaks()
		}
		ask(&caller{w: w}, "GET", "/bookings", "")
		ask(&caller{w: w}, "POST", "/session", `{"email":"admin@harbour.example","password":"wrong and long"}`)
		ask(w.admin, "GET", "/nothing", "")
		ask(w.admin, "PUT", "/bookings", "{}")
		ask(w.admin, "GET", "/bookings?guset=A", "")
		ask(w.admin, "GET", "/bookings?limit=many", "")
		ask(w.admin, "GET", "/bookings?arrive_from=soon", "")
		ask(w.admin, "GET", "/bookings/7", "")
		ask(w.admin, "GET", "/bookings/"+w.quay.String(), "")
		ask(w.desk, "POST", "/owners", `{"name":"Ana"}`)
		ask(w.none, "POST", "/properties", `{"name":"Ana"}`)
		ask(w.admin, "POST", "/bookings", body(`{"property":"%v","arrive":"2026-03-11","depart":"2026-03-13"}`, w.quay))
		w.admin.askWith("POST", "/bookings", w.bookingWith(""), http.Header{"Accept-Language": {wordstest.Locale}, "Content-Type": {"text/plain"}}).speaks()
		w.admin.askWith("POST", "/bookings", `{"guest":"`+strings.Repeat("x", 2<<20)+`"}`, wide).speaks()
	})
}

func TestAPersonsOwnLanguageComesBeforeTheProgramsOne(t *testing.T) {
	wordstest.Learn(t)
	eachWorld(t, func(t *testing.T, w *world) {
		english := http.Header{"Accept-Language": {"en-GB, en;q=0.9"}}
		w.admin.get("/bookings/7").problem(404, "missing")
		if said := w.admin.askWith("GET", "/bookings/7", "", english).str("detail"); !strings.HasPrefix(said, "There is nothing here") {
			t.Errorf("somebody without a language of their own reads %q", said)
		}
		w.admin.patch("/me", `{"language":"`+wordstest.Locale+`"}`).is(http.StatusNoContent)
		w.admin.askWith("GET", "/bookings/7", "", english).speaks()
		w.admin.get("/bookings/7").speaks()
	})
}

// TestWhatTheLibraryFindsIsInTheCatalogue: of every rule that a schema of ours
// can break, the words come from there.
func TestWhatTheLibraryFindsIsInTheCatalogue(t *testing.T) {
	wordstest.Learn(t)
	wide := words.For(wordstest.Locale)
	for _, rule := range []string{v.MsgUnexpectedProperty, v.MsgExpectedRFC3339DateTime, v.MsgExpectedRFC3339Date, v.MsgExpectedRFC5322Email, v.MsgExpectedRFC3986URI,
		v.MsgExpectedRFC4122UUID, v.MsgExpectedBoolean, v.MsgExpectedNumber, v.MsgExpectedInteger, v.MsgExpectedString, v.MsgExpectedBase64String, v.MsgExpectedArray,
		v.MsgExpectedObject, v.MsgExpectedArrayItemsUnique, v.MsgExpectedOneOf, v.MsgExpectedMinimumNumber, v.MsgExpectedExclusiveMinimumNumber, v.MsgExpectedMaximumNumber,
		v.MsgExpectedExclusiveMaximumNumber, v.MsgExpectedNumberBeMultipleOf, v.MsgExpectedMinLength, v.MsgExpectedMaxLength, v.MsgExpectedMatchPattern, v.MsgExpectedMinItems, v.MsgExpectedMaxItems} {
		said := fault.Sentence(plainly(rule, 7))
		if again := wide.Again(said); plainLetters.MatchString(again) || strings.Contains(again, "%") {
			t.Errorf("%q becomes %q", said, again)
		}
	}
}

func TestEachKindOfProblemHasWords(t *testing.T) {
	for k := range statuses {
		if kind := fault.Kind(k).String(); title(words.English, kind) == kind || meaning(words.English, kind) == kind || statuses[k] == 0 {
			t.Errorf("%q has no title, no meaning or no status", kind)
		}
	}
}
