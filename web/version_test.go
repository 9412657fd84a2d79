package web

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// A form without its version, or with a nought in it, overwrote what somebody
// else had saved meanwhile.
func TestAFormWithoutItsVersionIsOutdated(t *testing.T) {
	for _, tt := range []struct {
		name, typed string
		want        int64
		bad         bool
	}{
		{"as the page made it", "version=7", 7, false},
		{"left out", "", noVersion, false},
		{"nought", "version=0", noVersion, false},
		{"below", "version=-3", noVersion, false},
		{"no number", "version=first", noVersion, true},
	} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(tt.typed))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if got, err := formVersion(r); got != tt.want || (err != nil) != tt.bad {
			t.Errorf("%s: %d, %v", tt.name, got, err)
		}
	}
}
