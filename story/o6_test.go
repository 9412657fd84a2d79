package story

import (
	"net/http"
	"testing"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/people"
)

// O6: grant admin access, separately and with a plain warning: everything, not
// limited by property. One option: hide the Reports menu.
func TestO6AdminAccess(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		ines, mine := w.enter("Ines Alvarez"), w.enter("Olga Owner")
		mine.why("booking", h.iris.ID, "all-money").missing()
		mine.get("/settings/access").isRefused()

		asked := ines.get(accessOf(olga) + "/admin").ok()
		asked.shows("They see and do everything in Harbour Homes", "No property or owner limits them", "Hide the Reports menu", "gained")
		mine.why("booking", h.iris.ID, "all-money").missing() // asking gives nothing
		asked.fill(accessOf(olga)+"/admin", "hide-reports=yes").ok().at(accessOf(olga)).shows("Portal admin")

		mine.why("booking", h.iris.ID, "all-money").ok().shows("Owner")
		mine.get("/settings/access").ok().shows("Olga Owner")
		mine.fill("/settings/access/new", "/settings/access/new", "name=Ned New", "email="+address("Ned New")).ok().shows("Ned New")
		w.box.next(w, address("Ned New"), "Olga Owner invites you", 1)
		mine.post(accessOf(olga) + "/admin").isRefused() // not to herself
		mine.get(accessOf(olga)).ok().shows("This is you").leadsNot(accessOf(olga) + "/grants/new")
	})
}

// E6: nobody gives more than they hold, changes their own access, or reaches
// people beyond theirs.
func TestE6NobodyGivesMoreThanTheyHold(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "all-money", "block-off", "move-blocks"))
		cleo := h.join("Cleo Cleaner", people.Portal)
		boss := h.members("Ines Alvarez")
		second := h.join("Ada Admin", people.Staff, as("admin"))
		for name, roads := range map[string][]string{
			"Olga Owner":   {accessOf(cleo), accessOf(olga), accessOf(boss)},
			"Mo Manager":   {accessOf(cleo), accessOf(olga), accessOf(boss)},
			"Fay Desk":     {accessOf(cleo), accessOf(boss)},
			"Cleo Cleaner": {accessOf(cleo), accessOf(olga)},
		} {
			p := w.enter(name)
			for _, road := range roads {
				for _, do := range []string{"/grants", "/admin", "/send-reset", "/deactivate", "/reactivate", "/delete", "/log-in-as", ""} {
					p.post(road+do, "on=account", "switch=calendar", "money=all-money", "do=save", "name=Taken Over", "version=1").isRefused()
				}
				for _, look := range []string{"", "/admin", "/delete", "/deactivate", "/grants/new"} {
					p.get(road + look).isRefused()
				}
			}
		}
		// Nobody changes their own access, not even an admin, and the last admin stays.
		ines := w.enter("Ines Alvarez")
		own := ines.grants(boss)
		for _, do := range []string{"/grants", "/admin", "/deactivate", "/delete", "/log-in-as"} {
			if got := ines.post(accessOf(boss)+do, "on=account", "do=save"); got.status < 400 || got.status >= 500 {
				got.wrong("changed their own access: %d", got.status)
			}
		}
		for _, grant := range own {
			ines.post(accessOf(boss) + "/grants/" + grant + "/delete").isRefused()
		}
		ada := w.enter("Ada Admin")
		ada.post(accessOf(boss) + "/delete").ok()
		ada.post(accessOf(second) + "/delete").isRefused()
		ada.get("/settings/users").ok().shows("Ada Admin")
		ada.get("/settings/access").ok().leadsNot(accessOf(second)) // portal users only
	})
}

// members finds a member by name.
func (c *company) members(name string) people.Member {
	c.w.t.Helper()
	found, err := c.w.People.PortalUsers(c.w.t.Context(), c.boss, people.MemberFilter{Q: name})
	c.w.must(err)
	if len(found.Rows) != 1 {
		c.w.t.Fatalf("%d are called %s", len(found.Rows), name)
	}
	return found.Rows[0]
}

// O7: log in as. The office sees exactly what the person sees; banner all the
// while, one click back, both names on whatever is recorded, no password or
// e-mail change inside, never into someone with more rights than oneself.
func TestO7LogInAs(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar", "view-notes", "add-notes", "block-off"))
		ines := w.enter("Ines Alvarez")
		before := ines.get("/settings/access").ok().text()

		in := ines.fill(accessOf(olga), accessOf(olga)+"/log-in-as", "reason=she rang").ok().at("/")
		in.shows("You are logged in as Olga Owner", "recorded under both names")
		for _, road := range []string{"/", "/me", "/no-such-page", "/why?thing=booking&record=" + h.gerda.ID.String()} {
			ines.get(road).shows("You are logged in as Olga Owner")
		}
		ines.why("booking", h.iris.ID, "dates").missing()
		for _, road := range []string{"/settings/access", accessOf(olga), accessOf(olga) + "/grants/new"} {
			ines.get(road).isRefused().hides("Fay Desk")
		}
		for _, post := range []string{accessOf(olga) + "/grants", accessOf(olga) + "/admin", accessOf(olga) + "/log-in-as"} {
			ines.post(post, "on=account", "do=save").isRefused()
		}
		ines.post("/me/password", "current="+password, "password=taken over by the office").isRefused()
		ines.post("/switch", "account=harbour").isRefused()
		w.somebody("Olga Owner").signIn(password).ok().at("/")

		back := ines.get("/").fill("/acting/stop").ok().at("/settings/access")
		back.hides("You are logged in as").shows("Olga Owner")
		if before == "" {
			t.Error("an empty list")
		}
		ines.post("/acting/stop").is(http.StatusConflict)

		// Never into somebody who may do more, and never at all without the right.
		h.join("Paul Portal", people.Portal, people.GrantForm{Role: "portal-admin", On: "account"})
		second := h.join("Ada Admin", people.Staff, as("admin"))
		for name, target := range map[string]people.Member{"Paul Portal": second, "Mo Manager": olga, "Fay Desk": olga, "Olga Owner": second} {
			w.enter(name).post(accessOf(target)+"/log-in-as", "reason=curious").isRefused()
		}
	})
}

// O7: the hour ends, and so does whatever was opened in it.
func TestO7EndsByItself(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		ines := w.enter("Ines Alvarez")
		ines.fill(accessOf(olga), accessOf(olga)+"/log-in-as", "reason=she rang").ok()
		w.clock.wait(people.ActingLife - 60e9)
		ines.get("/").ok().shows("You are logged in as Olga Owner")
		w.clock.wait(120e9)
		ines.get("/").hides("Quay House", "Olga Owner's")
		if got := ines.get("/why?thing=booking&record=" + h.gerda.ID.String()); got.path != "/sign-in" {
			got.wrong("still inside after the hour")
		}

		// Who loses the right to be inside is out at once.
		ada := h.join("Ada Admin", people.Staff, as("admin"))
		inside := w.enter("Ada Admin")
		inside.fill(accessOf(olga), accessOf(olga)+"/log-in-as", "reason=a look").ok()
		w.enter("Ines Alvarez").post(accessOf(ada) + "/deactivate").ok()
		inside.get("/").is(http.StatusUnauthorized).hides("Olga")
	})
}

// X1: why, for any person, record and field, in two wordings – and no road to
// what one may not know of.
func TestX1Why(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		ines, mine, fay := w.enter("Ines Alvarez"), w.enter("Olga Owner"), w.enter("Fay Desk")
		ask := func(p *person, member id.ID, record id.ID, group string) *page {
			return p.get("/why?member=" + member.String() + "&thing=booking&record=" + record.String() + "&group=" + group)
		}
		mine.why("booking", h.gerda.ID, "guest").ok().shows(no, "Ask the office to switch on “View guest name”").hides("with guest-name:", "policy")
		ask(ines, olga.ID, h.gerda.ID, "guest").ok().shows("with guest-name:", "Portal access to Ana Peeters: view calendar")
		ask(ines, olga.ID, h.iris.ID, "dates").ok().hides("Carla Stranger may")
		mine.why("booking", h.iris.ID, "guest").missing().hides("Iris", "Carla")
		fay.get("/why?thing=client&record=" + h.ana.ID.String()).missing().hides("Ana")
		ask(fay, olga.ID, h.gerda.ID, "guest").missing()
		ask(mine, h.members("Fay Desk").ID, h.gerda.ID, "guest").missing()
		for _, q := range []string{"", "?thing=booking", "?thing=spaceship&record=" + h.gerda.ID.String(), "?thing=booking&record=7", "?thing=booking&record=" + id.New().String(),
			"?thing=booking&verb=fly&record=" + h.gerda.ID.String(), "?thing=booking&group=soul&record=" + h.gerda.ID.String(),
			"?thing=" + access.Property.String() + "&record=" + h.gerda.ID.String(), "?thing=booking&member=x&record=" + h.gerda.ID.String()} {
			ines.get("/why" + q).missing()
		}
	})
}
