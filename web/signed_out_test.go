package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// GET /signed-out took the cookie away: a link to it, or an image, signed people out.
func TestTheSignedOutPageSignsNobodyOut(t *testing.T) {
	w := newOffice(t)
	alma := w.signIn("Alma Admin")
	a := alma.get("/signed-out").is(http.StatusSeeOther)
	if a.to != "/" || strings.Contains(a.body, "data-signed-out-page") {
		t.Errorf("somebody signed in is sent to %q", a.to)
	}
	alma.get("/bookings").is(http.StatusOK).says(markName)
}
