package demo

import (
	"errors"
	"slices"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/money"
	"keyhouse/people"
	"keyhouse/stays"
)

// event is something a member did, so many days ago.
type event struct {
	ago   int
	email string
	do    func(who *access.Viewer) error
}

// office makes up what else happened in a company, in its order: blocks,
// quotes, statements and payouts, people invited and gone.
func (f *firm) office() error {
	all := slices.Concat(f.subscriptions(), f.statements(), f.quotes(), f.blockOffs(), f.blocks(), f.feeds(), f.comings(), f.signIns())
	slices.SortStableFunc(all, func(a, b event) int { return b.ago - a.ago })
	defer f.clock.ago(0)
	for i, e := range all {
		f.clock.ago(f.now.Sub(f.hour(e.ago, i)))
		var who *access.Viewer
		err := f.DB.Read(f.ctx, func(tx *db.Tx) (err error) {
			who, err = f.as(tx, e.email)
			return err
		})
		if err == nil {
			err = e.do(who)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// hour gives a time in office hours some days ago; today, a little while ago.
func (f *firm) hour(ago, n int) time.Time {
	if ago == 0 {
		return f.now.Add(-time.Duration(5+n%20) * time.Minute)
	}
	return f.day(-ago).Time().Add(8*time.Hour + time.Duration(n*37%540)*time.Minute)
}

// blocks keeps nights free for work on the homes, wherever a gap is.
func (f *firm) blocks() []event {
	r := dice(f.slug+" blocks", 0)
	var all []event
	for i := range 14 {
		p := f.places[i*len(f.places)/14]
		form := stays.BlockForm{Property: p.property, Unit: p.unit, Kind: stays.MaintenanceBlock, Label: pick(r, reasons...)}
		if i%3 == 0 {
			form.Kind = stays.OfficeBlock
		}
		from, nights := r.IntN(40)-12, 2+r.IntN(4)
		if i < 2 {
			from = -1 // somebody is at work today
		}
		all = append(all, event{20 + i, f.email, func(who *access.Viewer) error { return f.inGap(who, form, from, nights) }})
	}
	return all
}

// inGap makes a block of n nights at the first gap from a day on.
func (f *firm) inGap(who *access.Viewer, form stays.BlockForm, from, n int) error {
	for d := f.day(from); d < f.day(daysAhead); d++ {
		form.Nights = calendar.Nights{Arrive: d, Depart: d.Add(n)}
		free, err := f.Stays.Free(f.ctx, who, form.Property, form.Unit, form.Nights, id.ID{})
		if err != nil || !free {
			if err != nil {
				return err
			}
			continue
		}
		_, err = f.Stays.CreateBlock(f.ctx, who, form)
		return err
	}
	return nil
}

// subscriptions has outsiders told of owners' block-offs.
func (f *firm) subscriptions() []event {
	return []event{{90, f.email, func(who *access.Viewer) error {
		_, err := f.Portfolio.Subscribe(f.ctx, who, id.ID{}, "Kuisploeg De Vloed", "planning@example.net")
		_, again := f.Portfolio.Subscribe(f.ctx, who, id.ID{}, "Wasserij Het Zeepsop", "linnen@example.net")
		return errors.Join(err, again)
	}}}
}

// blockOffs has owners keep days for themselves: the office gets mails.
func (f *firm) blockOffs() []event {
	of := func(ago int, email, home, label string, from, nights int) event {
		return event{ago, email, func(who *access.Viewer) error {
			return f.inGap(who, stays.BlockForm{Property: f.properties[home], Label: label}, from, nights)
		}}
	}
	return []event{
		of(11, "helene@example.org", "Villa Duinroos", "With the grandchildren", 36, 8),
		of(3, "helene@example.org", "Appartement Vuurtoren", "", 12, 3),
		of(1, "juergen@example.org", "Huis Meeuwenzang", "Skat weekend", 24, 4),
	}
}

// statements tells owners about the months that are over and pays them out;
// the last month is still open for some.
func (f *firm) statements() []event {
	month := f.today.FirstOfMonth()
	periods := []calendar.Date{month.AddMonths(-12), month.AddMonths(-3), month.AddMonths(-2), month.AddMonths(-1), month}
	var all []event
	for i := 1; i < len(periods); i++ {
		from, until, last := periods[i-1], periods[i], i == len(periods)-1
		all = append(all, event{int(f.today - until), f.email, func(who *access.Viewer) error {
			for n, o := range owners {
				if last && n%4 == 3 {
					continue
				}
				if err := f.statement(who, o.name, from, until, !last || n%2 == 0, last && n == 0); err != nil {
					return err
				}
			}
			return nil
		}})
	}
	return all
}

func (f *firm) statement(who *access.Viewer, owner string, from, until calendar.Date, pay, send bool) error {
	made, err := f.Money.IssueStatement(f.ctx, who, f.owners[owner], from, until)
	if err != nil {
		return err
	}
	for _, st := range made {
		if pay && st.Closing > 0 {
			form := money.PayoutForm{Statement: st.ID, Amount: euros(st.Closing), Method: "bank", Day: until.Add(min(4, int(f.today-until)))}
			if _, err := f.Money.RecordPayout(f.ctx, who, form); err != nil {
				return err
			}
		}
		if send {
			if err := f.Money.MailStatement(f.ctx, who, st.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// signIns has people come by now and then, so that the Users list says who was
// here last and how; nobody stays signed in.
func (f *firm) signIns() []event {
	devices := []people.Client{
		{IP: "192.0.2.17", Agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"},
		{IP: "198.51.100.44", Agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"},
		{IP: "203.0.113.9", Agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"},
	}
	var all []event
	for i, p := range Personas() {
		if p.Account != f.slug || len(p.gets) == 0 {
			continue // or they have no access yet, and have not come
		}
		from := devices[i%len(devices)]
		from.Kind, from.Slug = people.Browser, f.slug
		all = append(all, event{1 + i*i%23, p.Email, func(*access.Viewer) error {
			token, _, err := f.People.SignIn(f.ctx, p.Email, p.Password, from)
			if err != nil {
				return err
			}
			return f.People.SignOut(f.ctx, token)
		}})
	}
	return all
}

// comings invites one person who has not come yet and one who came too late, and
// lets one go.
func (f *firm) comings() []event {
	return []event{
		{24, f.email, func(who *access.Viewer) error {
			_, err := f.People.CreatePortalUser(f.ctx, who, "Bram Wouters", "bram@example.org")
			return err
		}},
		{60, f.email, func(who *access.Viewer) error {
			gone, err := f.People.Join(f.ctx, f.account, people.NewMember{Name: "Cédric Baert", Email: "cedric@example.net", Hashed: f.hash,
				Grants: []people.GrantForm{f.form(ofProperties(f.slug, []string{"Penthouse Belvédère"}, access.SwitchCalendar))}})
			if err != nil {
				return err
			}
			return f.People.Deactivate(f.ctx, who, gone.ID)
		}},
		{2, f.email, func(who *access.Viewer) error {
			_, err := f.People.CreatePortalUser(f.ctx, who, "Anneleen Goossens", "anneleen@example.org")
			return err
		}},
	}
}
