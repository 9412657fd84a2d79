package live

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"keyhouse/id"
)

// A node that could not hear the others may have missed somebody's end: it asks
// about every page again, once, as soon as it hears.
func TestPagesAreInDoubtAfterSilence(t *testing.T) {
	ctx := context.Background()
	h := NewHub(nil, Options{})
	c := h.Open(Owner{Session: id.New()})
	doubted := func() bool {
		select {
		case <-c.Doubt():
			return true
		default:
			return false
		}
	}
	away := errors.New("the database is away")
	for _, step := range []struct {
		rule string
		err  error
		want bool
	}{
		{"the first look", nil, false},
		{"one more", nil, false},
		{"nothing can be read", away, false},
		{"still nothing", away, false},
		{"it can be read again", nil, true},
		{"and goes on", nil, false},
	} {
		if h.heard(ctx, step.err); doubted() != step.want {
			t.Errorf("%s: in doubt is %v", step.rule, !step.want)
		}
	}
	h.hints.last = h.hints.last.Add(-gap - time.Second)
	if h.heard(ctx, nil); !doubted() {
		t.Error("a node that stood still does not doubt")
	}
}

// What is asked in doubt decides: who may no longer stay is told so, the other
// stays.
func TestWhoIsInDoubtIsAskedAbout(t *testing.T) {
	for _, stays := range []bool{true, false} {
		h := NewHub(nil, Options{})
		asked := make(chan struct{})
		out, over := httptest.NewRecorder(), make(chan struct{})
		ctx, leave := context.WithCancel(t.Context())
		c := h.Open(Owner{Session: id.New()})
		go func() {
			defer close(over)
			Stream(out, httptest.NewRequestWithContext(ctx, http.MethodGet, "/live", nil), c, Asks{Still: func() bool { close(asked); return stays }})
		}()
		h.doubtAll()
		<-asked
		if stays {
			leave()
		}
		<-over
		leave()
		want := "retry: 2000\n\n"
		if !stays {
			want += Ended
		}
		if out.Body.String() != want {
			t.Errorf("stays %v: told %q", stays, out.Body.String())
		}
	}
}
