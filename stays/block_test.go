package stays

import (
	"slices"
	"strings"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

func (w *world) mailed() (to []string, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range w.mails {
		to = append(to, m.To)
		text += m.To + "\n" + m.Subject + "\n" + m.Text + "\n"
	}
	w.mails = nil
	slices.Sort(to)
	return to, text
}

func (w *world) lastAction(who *access.Viewer) string {
	w.t.Helper()
	m, err := w.people.PortalUser(ctx, w.boss, who.Who().Member)
	w.must(err)
	return m.LastAction
}

func TestBlockingOffTime(t *testing.T) {
	eachWorld(t, func(w *world) {
		_, err := w.folio.Subscribe(ctx, w.boss, w.quay, "Linen service", "linen@service.example")
		w.must(err)
		_, err = w.folio.Subscribe(ctx, w.boss, w.lake, "Gardener", "garden@lake.example")
		w.must(err)
		w.stay(w.quay, 10, 4)
		front := w.staff("Fred Front", "front-desk")
		owner := w.owner("Ana Herself", w.ana, "calendar", "block-off", "move-blocks")
		looker := w.owner("Ana Looks", w.ana, "calendar")
		ben := w.owner("Ben Elsewhere", w.ben, "calendar", "block-off")
		w.mailed()

		b, err := w.CreateBlock(ctx, owner, BlockForm{Property: w.quay, Nights: nights(14, 17), Kind: OfficeBlock})
		w.must(err)
		if b.Kind != OwnerBlock || b.Title() != "Owner block-off" || !b.Mine || !b.May.Move {
			w.t.Errorf("the block is %+v", b)
		}
		to, text := w.mailed()
		if !slices.Equal(to, []string{"admin@harbour.example", "linen@service.example"}) {
			w.t.Errorf("told: %v", to)
		}
		if _, linen, _ := strings.Cut(text, "linen@service.example"); strings.Contains(linen, "Ana") || !strings.Contains(linen, "14 March 2026") {
			w.t.Errorf("outsiders read:\n%s", linen)
		}
		if got := w.lastAction(owner); !strings.Contains(got, "Blocked off 14 March 2026 to 17 March 2026") {
			w.t.Errorf("the last action is %q", got)
		}

		_, err = w.CreateBlock(ctx, owner, BlockForm{Property: w.quay, Nights: nights(9, 11)})
		w.refused("over a booking", err, fault.Conflict, "")
		_, err = w.CreateBlock(ctx, owner, BlockForm{Property: w.quay, Nights: nights(16, 18)})
		w.refused("over a block", err, fault.Conflict, "")
		_, err = w.CreateBooking(ctx, w.boss, BookingForm{Property: w.quay, Nights: nights(16, 18)})
		w.refused("a booking over a block", err, fault.Conflict, "")
		_, err = w.CreateBlock(ctx, looker, BlockForm{Property: w.quay, Nights: nights(20, 21)})
		w.refused("without the switch", err, fault.Forbidden, "")
		_, err = w.CreateBlock(ctx, ben, BlockForm{Property: w.quay, Nights: nights(20, 21)})
		w.refused("somebody else's property", err, fault.Invalid, "property")
		_, err = w.CreateBlock(ctx, w.rival, BlockForm{Property: w.quay, Nights: nights(20, 21)})
		w.refused("another account's", err, fault.Invalid, "property")
		_, err = w.CreateBlock(ctx, owner, BlockForm{Property: w.quay, Nights: nights(21, 20)})
		w.refused("backwards", err, fault.Invalid, "depart")
		if to, _ := w.mailed(); len(to) > 0 {
			w.t.Errorf("refusals were mailed to %v", to)
		}

		b, err = w.MoveBlock(ctx, owner, b.ID, BlockMove{Version: b.Version, Nights: nights(15, 19)})
		w.must(err)
		_, err = w.MoveBlock(ctx, owner, b.ID, BlockMove{Version: b.Version, Nights: nights(13, 16)})
		w.refused("onto a booking", err, fault.Conflict, "")
		_, err = w.MoveBlock(ctx, owner, b.ID, BlockMove{Version: b.Version - 1, Nights: nights(20, 21)})
		if now := current[*Block](err); now == nil || now.Nights != nights(15, 19) {
			w.t.Errorf("a stale move carries %+v (%v)", now, err)
		}
		seen, err := w.Block(ctx, front, b.ID)
		w.must(err)
		if seen.Maker != "" {
			w.t.Errorf("the front desk learns that %s is an owner", seen.Maker)
		}
		if seen, err = w.Block(ctx, w.boss, b.ID); err != nil || seen.Maker != "Ana Herself" {
			w.t.Errorf("the office does not see who made it: %+v %v", seen, err)
		}
		w.must(w.DeleteBlock(ctx, owner, b.ID, b.Version))
		w.refused("deleting it twice", w.DeleteBlock(ctx, owner, b.ID, 0), fault.Conflict, "")
		w.stay(w.quay, 15, 4)
	})
}

func TestOnlyOnesOwnPortalBlocksAreMoved(t *testing.T) {
	eachWorld(t, func(w *world) {
		owner := w.owner("Ana Herself", w.ana, "calendar", "block-off", "move-blocks")
		partner := w.owner("Ana Partner", w.ana, "calendar", "block-off", "move-blocks")
		adder := w.owner("Ana Adds", w.ana, "block-off")
		office, err := w.CreateBlock(ctx, w.boss, BlockForm{Property: w.quay, Nights: nights(1, 3), Label: "Roof repair, owner in arrears"})
		w.must(err)
		if office.Kind != OfficeBlock {
			w.t.Errorf("the office's block is %+v", office)
		}
		theirs, err := w.CreateBlock(ctx, partner, BlockForm{Property: w.quay, Nights: nights(5, 7)})
		w.must(err)
		for name, b := range map[string]id.ID{"the office's": office.ID, "a partner's": theirs.ID} {
			_, err := w.MoveBlock(ctx, owner, b, BlockMove{Nights: nights(20, 21)})
			w.refused("moving "+name, err, fault.Forbidden, "")
			w.refused("deleting "+name, w.DeleteBlock(ctx, owner, b, 0), fault.Forbidden, "")
			w.missing("another account moving "+name, w.DeleteBlock(ctx, w.rival, b, 0))
		}
		if seen, err := w.Block(ctx, owner, office.ID); err != nil || seen.Label != "" || seen.Maker != "" || strings.Contains(seen.Title(), "Roof") {
			w.t.Errorf("the office's words show: %+v %v", seen, err)
		}
		own, err := w.CreateBlock(ctx, adder, BlockForm{Property: w.quay, Nights: nights(8, 9)})
		w.must(err)
		w.refused("may add, not delete", w.DeleteBlock(ctx, adder, own.ID, 0), fault.Forbidden, "")
		if list, err := w.Blocks(ctx, adder, BlockFilter{}); err != nil || len(list.Rows) != 1 || list.Rows[0].ID != own.ID {
			w.t.Errorf("without the calendar one sees one's own only: %v %v", list.Rows, err)
		}
		if list, err := w.Blocks(ctx, owner, BlockFilter{From: march(5), To: march(8)}); err != nil || len(list.Rows) != 1 {
			w.t.Errorf("blocks from the 5th to the 8th: %v %v", list.Rows, err)
		}
		w.must(w.DeleteBlock(ctx, w.boss, theirs.ID, 0))
	})
}

func TestLoggedInAsBothNamesAreKept(t *testing.T) {
	eachWorld(t, func(w *world) {
		owner := w.owner("Ana Herself", w.ana, "calendar", "block-off")
		who := owner.Who()
		who.ActingPerson, who.ActingName = w.boss.Who().Person, "Alma Admin"
		as := access.NewViewer(access.Page, who, []access.Grant{{Role: access.RolePortal, On: access.OnClient, Of: []id.ID{w.ana}, Properties: []id.ID{w.quay},
			Switches: access.SetOf(access.SwitchCalendar, access.SwitchBlockOff)}}, w.clock())
		w.mailed()
		b, err := w.CreateBlock(ctx, as, BlockForm{Property: w.quay, Nights: calendar.Nights{Arrive: march(1), Depart: march(2)}})
		w.must(err)
		if seen, err := w.Block(ctx, w.boss, b.ID); err != nil || seen.Maker != "Ana Herself" || seen.ActingName != "Alma Admin" {
			w.t.Errorf("recorded as %+v, %v", seen, err)
		}
		if _, text := w.mailed(); !strings.Contains(text, "Alma Admin") {
			w.t.Errorf("the mail does not say who acted:\n%s", text)
		}
		if got := w.lastAction(owner); strings.Contains(got, "Blocked") {
			w.t.Errorf("what the office did counts as Ana's: %q", got)
		}
	})
}

// A manager whose access had ended went on reading which owner blocked what.
func TestOnlyTheOfficeOfTodayIsToldOfABlock(t *testing.T) {
	eachWorld(t, func(w *world) {
		today := calendar.DateOf(w.clock())
		for name, span := range map[string][2]calendar.Date{"was": {0, today}, "will": {today.Add(30), 0}, "is": {today, today.Add(30)}} {
			_, err := w.people.Join(ctx, w.account, people.NewMember{Name: "Mo " + name, Email: name + "@people.example", Password: "four unrelated words", Kind: people.Staff,
				Grants: []people.GrantForm{{Role: "manager", On: "account", From: span[0], Until: span[1]}}})
			w.must(err)
		}
		w.mu.Lock()
		w.at = w.at.Add(48 * time.Hour)
		w.mu.Unlock()
		owner := w.owner("Ana Herself", w.ana, "calendar", "block-off")
		w.mailed()
		_, err := w.CreateBlock(ctx, owner, BlockForm{Property: w.quay, Nights: nights(14, 17)})
		w.must(err)
		if to, _ := w.mailed(); !slices.Equal(to, []string{"admin@harbour.example", "is@people.example"}) {
			w.t.Errorf("told: %v", to)
		}
	})
}
