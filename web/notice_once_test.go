package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What just happened was said on every page for twenty seconds, the guest's page
// of another quote included.
func TestANoticeIsSaidOnce(t *testing.T) {
	w := newOffice(t)
	alma := w.signIn("Alma Admin")
	alma.post("/bookings/"+w.stay.ID.String()+"/notes", url.Values{"body": {"The tap drips"}}).is(http.StatusSeeOther)
	first := alma.get("/bookings/" + w.stay.ID.String()).is(http.StatusOK)
	if !strings.Contains(first.body, `class="notice"`) {
		t.Error("nothing is said")
	}
	if strings.Contains(alma.get("/properties").is(http.StatusOK).body, `class="notice"`) {
		t.Error("it is said again on another page")
	}
}
