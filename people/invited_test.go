package people

import (
	"context"
	"strings"
	"testing"
	"time"

	"keyhouse/fault"
)

// What went wrong: an invitation that had run out looked like a fresh one, and could
// only be mended by somebody who guessed that. It is told, found and sent again, and
// looks the same whether the address was known elsewhere or not.
func TestAnInvitationRunsOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.open("other", "Otto Known", "otto@other.example") // has a sign-in already
		nia, err := w.CreatePortalUser(ctx, w.boss, "Nia New", "nia@owner.example")
		w.must(err)
		otto, err := w.CreatePortalUser(ctx, w.boss, "Otto", "otto@other.example")
		w.must(err)
		state := func(m Member) Member {
			t.Helper()
			m, err := w.PortalUser(ctx, w.boss, m.ID)
			w.must(err)
			return m
		}
		first := w.lastLink("nia@owner.example")
		if until := state(nia).InvitedUntil; !until.Equal(w.clock().Add(InvitationLife)) || !until.Equal(state(otto).InvitedUntil) {
			t.Errorf("it is good until %v", until)
		}
		w.wait(InvitationLife - time.Minute)
		if got := w.users(w.boss, "state=expired"); got != "" {
			t.Errorf("%s had their day", got)
		}
		w.wait(time.Minute)
		if got := w.users(w.boss, "state=expired"); got != "Nia New, Otto" {
			t.Errorf("expired are %q", got)
		}
		if got := w.users(w.boss, "state=invited"); got != "Nia New, Otto" || !state(nia).Expired(w.clock()) {
			t.Errorf("invited are %q", got)
		}

		w.must(w.InviteAgain(ctx, w.boss, nia.ID))
		second := w.lastLink("nia@owner.example")
		if got := w.users(w.boss, "state=expired"); got != "Otto" || second == first {
			t.Errorf("expired are %q", got)
		}
		w.must(w.SendSignInLink(ctx, w.boss, otto.ID)) // good for a day
		w.wait(SentLinkLife - time.Minute)
		if got := w.users(w.boss, "state=expired"); got != "" {
			t.Errorf("expired are %q", got)
		}
		w.wait(time.Minute)
		if got := w.users(w.boss, "state=expired"); got != "Otto" {
			t.Errorf("expired are %q", got)
		}
		_, _, err = w.SpendLink(ctx, second, "", Client{})
		w.must(err)
		if m := state(nia); m.State != Active || !m.InvitedUntil.IsZero() || m.Expired(w.clock().AddDate(1, 0, 0)) {
			t.Errorf("%+v", m)
		}
		err = w.InviteAgain(ctx, w.boss, nia.ID)
		w.refused(err, fault.Conflict)
		if !strings.Contains(fault.Of(err).Say, "accepted already") {
			t.Error(err)
		}
		viewer := w.viewer(w.join(w.account, "Vic Viewer", "vic@quay.example", office("viewer")))
		if err := w.InviteAgain(ctx, viewer, otto.ID); !fault.Is(err, fault.Missing) && !fault.Is(err, fault.Forbidden) {
			t.Errorf("a viewer invites: %v", err)
		}
	})
}
