package stays

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/fault"
	"keyhouse/ical"
	"keyhouse/id"
	"keyhouse/people"
)

// summaries reads the calendar of a token: what it calls each span of nights.
func (w *world) summaries(token string) string {
	w.t.Helper()
	got, err := w.ReadFeedOut(ctx, token)
	w.must(err)
	said := regexp.MustCompile(`(?m)^(UID|DT\w+)[:;].*$`).ReplaceAllString(string(got.Body), "")
	for _, secret := range []string{"1000", "1135", "gerda@", "+49", "HMXYZ99", "a secret label"} {
		if strings.Contains(said, secret) {
			w.t.Errorf("the calendar discloses %s:\n%s", secret, got.Body)
		}
	}
	read, err := ical.Read(strings.NewReader(string(got.Body)), ical.Limits{})
	w.must(err)
	var out []string
	for _, e := range read.Events {
		out = append(out, e.Summary)
	}
	return strings.Join(out, ", ")
}

func (w *world) address(who *access.Viewer, property, member id.ID) string {
	w.t.Helper()
	_, token, err := w.MakeFeedOut(ctx, who, property, member)
	w.must(err)
	return token
}

// busy has a booking, a block of the office and one of an owner on quay.
func busy(w *world, owner *access.Viewer) {
	w.stay(w.quay, 10, 4)
	for _, b := range []struct {
		who   *access.Viewer
		from  int
		label string
	}{{w.boss, 14, "a secret label"}, {owner, 20, ""}} {
		_, err := w.CreateBlock(ctx, b.who, BlockForm{Property: w.quay, Nights: calendar.Nights{Arrive: march(b.from), Depart: march(b.from + 2)}, Label: b.label})
		w.must(err)
	}
}

func TestACalendarShowsWhatItsMemberSees(t *testing.T) {
	eachWorld(t, func(w *world) {
		ana := w.owner("Ana Lindqvist", w.ana, "calendar", "block-off", "all-money")
		busy(w, ana)
		for _, c := range []struct {
			name string
			who  *access.Viewer
			want string
		}{
			{"an owner without guests' names", ana, "Booked, Blocked, Owner block-off"},
			{"a helper with guests' names", w.helper("Hal Helper", []string{"calendar", "guest-name", "contact", "view-notes"}, w.quay), "Gerda Gast, Blocked, Owner block-off"},
			{"the office", w.boss, "Gerda Gast, Blocked, Owner block-off"},
			{"the front desk", w.staff("Frida Front", "front-desk"), "Gerda Gast, Blocked, Owner block-off"},
		} {
			if got := w.summaries(w.address(c.who, w.quay, id.ID{})); got != c.want {
				w.t.Errorf("%s: %s, want %s", c.name, got, c.want)
			}
		}
	})
}

func TestACalendarFollowsItsMembersAccess(t *testing.T) {
	eachWorld(t, func(w *world) {
		ana := w.owner("Ana Lindqvist", w.ana, "calendar", "guest-name", "block-off")
		busy(w, ana)
		gone := func(name, token string) {
			w.t.Helper()
			_, err := w.ReadFeedOut(ctx, token)
			w.missing(name, err)
		}
		token := w.address(ana, w.quay, id.ID{})
		grants, err := w.people.Grants(ctx, w.boss, ana.Who().Member)
		w.must(err)
		form := grants[0]
		w.must(w.people.DeleteGrant(ctx, w.boss, ana.Who().Member, form.ID))
		gone("after the access record is deleted", token)

		hal := w.helper("Hal Helper", []string{"calendar"}, w.quay)
		token = w.address(hal, w.quay, id.ID{})
		w.must(w.people.Deactivate(ctx, w.boss, hal.Who().Member))
		gone("after the member is deactivated", token)
		w.must(w.people.Reactivate(ctx, w.boss, hal.Who().Member))
		w.summaries(token)
		w.must(w.people.Suspend(ctx, w.account, "unpaid"))
		if _, err := w.ReadFeedOut(ctx, token); !fault.Is(err, fault.Forbidden) || !strings.Contains(err.Error(), "unpaid") {
			w.t.Errorf("while the account is suspended: %v", err)
		}
		gone("a token nobody made, while the account is suspended", "x"+token[1:])
		w.must(w.people.Resume(ctx, w.account, "paid"))

		list, err := w.FeedsOut(ctx, hal, w.quay)
		w.must(err)
		if len(list) != 1 || !list[0].Mine || list[0].PropertyName != "Quay House" || !strings.HasSuffix(token, list[0].Tail) || list[0].ReadAt.IsZero() {
			w.t.Fatalf("their own list: %+v", list)
		}
		w.must(w.RevokeFeedOut(ctx, hal, list[0].ID))
		gone("after it is revoked", token)
		w.missing("revoked twice", w.RevokeFeedOut(ctx, hal, list[0].ID))
		gone("a token nobody made", "x"+token[1:])
		gone("no token", "")
	})
}

func TestWhoMayMakeCalendarAddresses(t *testing.T) {
	eachWorld(t, func(w *world) {
		ana := w.owner("Ana Lindqvist", w.ana, "calendar")
		hal := w.helper("Hal Helper", nil, w.quay)
		nobody := w.join("Nina Nobody", "portal")
		for _, c := range []struct {
			name             string
			who              *access.Viewer
			property, member id.ID
			kind             fault.Kind
		}{
			{"of a property one does not know", ana, w.loft, id.ID{}, fault.Invalid},
			{"of another account's property", w.boss, w.far, id.ID{}, fault.Invalid},
			{"without a calendar to see", hal, w.quay, id.ID{}, fault.Invalid},
			{"without any access", nobody, w.quay, id.ID{}, fault.Invalid},
			{"for somebody else, without managing them", ana, w.quay, hal.Who().Member, fault.Forbidden},
			{"for a member of another account", w.boss, w.quay, w.rival.Who().Member, fault.Invalid},
			{"for a member who does not see it", w.boss, w.loft, ana.Who().Member, fault.Invalid},
			{"for nobody there is", w.boss, w.quay, id.New(), fault.Invalid},
		} {
			_, _, err := w.MakeFeedOut(ctx, c.who, c.property, c.member)
			w.refused(c.name, err, c.kind, "")
		}
		token := w.address(w.boss, w.quay, ana.Who().Member) // the office, for a member
		w.summaries(token)
		mine, err := w.FeedsOut(ctx, ana, id.ID{})
		w.must(err)
		if len(mine) != 1 || !mine[0].Mine || mine[0].MemberName != "Ana Lindqvist" {
			w.t.Fatalf("the member's list: %+v", mine)
		}
		for name, who := range map[string]*access.Viewer{"a helper": hal, "the other account": w.rival, "nobody": nil} {
			list, err := w.FeedsOut(ctx, who, id.ID{})
			if err != nil || len(list) > 0 {
				w.t.Errorf("%s lists %+v, %v", name, list, err)
			}
			if err := w.RevokeFeedOut(ctx, who, mine[0].ID); err == nil {
				w.t.Errorf("%s revokes it", name)
			}
		}
		w.must(w.RevokeFeedOut(ctx, w.boss, mine[0].ID))
	})
}

func TestTheCalendarAnswersConditionalRequests(t *testing.T) {
	eachWorld(t, func(w *world) {
		token := w.address(w.boss, w.quay, id.ID{})
		ask := func(path, tag string) *httptest.ResponseRecorder {
			w.t.Helper()
			r := httptest.NewRequest(http.MethodGet, FeedAddress(token), nil)
			if tag != "" {
				r.Header.Set("If-None-Match", tag)
			}
			out := httptest.NewRecorder()
			w.must(w.WriteFeedOut(out, r, path))
			return out
		}
		first := ask(token+".ics", "")
		tag := first.Header().Get("ETag")
		if first.Code != 200 || tag == "" || !strings.HasPrefix(first.Header().Get("Content-Type"), "text/calendar") {
			w.t.Fatalf("%d %v", first.Code, first.Header())
		}
		if again := ask(token+".ics", tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			w.t.Errorf("unchanged: %d, %d bytes", again.Code, again.Body.Len())
		}
		w.stay(w.quay, 10, 4)
		if changed := ask(token+".ics", tag); changed.Code != 200 || !strings.Contains(changed.Body.String(), "Gerda Gast") {
			w.t.Errorf("changed: %d %s", changed.Code, changed.Body)
		}
		out := httptest.NewRecorder()
		w.missing("without the ending", w.WriteFeedOut(out, httptest.NewRequest(http.MethodGet, "/", nil), token))
		w.missing("another token", w.WriteFeedOut(out, httptest.NewRequest(http.MethodGet, "/", nil), "nonsense.ics"))
		if out.Body.Len() > 0 || len(out.Header()) > 0 {
			w.t.Errorf("an error wrote %v %s", out.Header(), out.Body)
		}
	})
}

func TestNoLastingAddressIsMadeWhileLoggedInAsSomebody(t *testing.T) {
	eachWorld(t, func(w *world) {
		who := access.NewViewer(access.Page, access.Who{Account: w.account, Person: id.New(), Member: id.New(), ActingPerson: id.New()}, nil, march(4).Time())
		_, _, err := w.MakeFeedOut(ctx, who, w.quay, id.ID{})
		if fault.KindOf(err) != fault.Forbidden || !people.WasNoted(err) {
			t.Error(err)
		}
	})
}
