package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/portfolio"
	"keyhouse/stays"
)

// How large is large: about a million bookings.
const (
	manyProperties = 23_000
	perOwner       = 4
	boost          = 2.9 // times as many bookings a place as in the small demo
	atOnce         = 100 // properties written together
)

// grow adds owners, homes and bookings until the company is large.
func (f *firm) grow() error {
	began := time.Now()
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // rows by the million live for a moment
	if f.o.Properties == 0 {
		f.o.Properties = manyProperties
	}
	ids, err := f.growOwners()
	if err != nil {
		return err
	}
	places, err := f.growHomes(ids)
	if err != nil {
		return err
	}
	f.o.Say("  %d owners and %d properties after %.0f s", len(ids), len(places), time.Since(began).Seconds())
	err = f.DB.Bulk(f.ctx, grown, []string{"search_word"}, func() error {
		n, err := f.growBookings(places, began)
		f.o.Say("  %d bookings after %.0f s; sorting …", n, time.Since(began).Seconds())
		return err
	})
	f.o.Say("  done after %.0f s", time.Since(began).Seconds())
	return err
}

// grown are the tables that bookings fill.
var grown = []string{"booking", "booking_share", "charge", "journal_entry", "journal_line", "payment"}

func (f *firm) growOwners() (ids []id.ID, err error) {
	r := dice("many owners", 0)
	forms := make([]portfolio.ClientForm, (f.o.Properties+perOwner-1)/perOwner)
	for i := range forms {
		g := someGuest(r)
		forms[i] = portfolio.ClientForm{Kind: portfolio.Owner, Name: g.name, Email: g.email, Phone: g.phone,
			Address: fmt.Sprintf("%s %d\n%s", pick(r, streets...), 1+r.IntN(200), pick(r, towns...)), CommissionBPS: 1500 + 100*r.Int64N(11)}
	}
	err = f.DB.Write(f.ctx, func(tx *db.Tx) error {
		ids, err = f.Portfolio.CreateManyClients(f.ctx, tx, f.boss, forms)
		return err
	})
	return ids, err
}

var (
	streets = []string{"Zeelaan", "Kerkstraat", "Duinweg", "Nieuwstraat", "Stationsstraat", "Koninginnelaan", "Vissersstraat", "Parklaan", "Molenweg", "Dorpsplein"}
	towns   = []string{"De Panne", "Koksijde", "Nieuwpoort", "Middelkerke", "Oostende", "Bredene", "De Haan", "Blankenberge", "Knokke-Heist", "Brugge", "Gent", "Antwerpen"}
	sorts   = []string{"Appartement", "Studio", "Villa", "Huis", "Chalet", "Loft"}
	calls   = []string{"Strandloper", "Zeester", "Kokkel", "Branding", "Eb & Vloed", "Garnaal", "Duinpan", "Zilvermeeuw", "Noorderlicht", "Bries", "Zeehond", "Helm", "Stormvogel", "Wadlander", "Anker", "Kompas"}
)

// growHomes gives each owner four homes or so; each eighth is shared.
func (f *firm) growHomes(owners []id.ID) ([]place, error) {
	r := dice("many homes", 0)
	forms, all := make([]portfolio.NewProperty, f.o.Properties), make([]place, f.o.Properties)
	for i := range forms {
		forms[i], all[i] = growHome(r, owners, i)
	}
	for from := 0; from < len(forms); from += 20 * atOnce {
		until := min(from+20*atOnce, len(forms))
		err := f.DB.Write(f.ctx, func(tx *db.Tx) error {
			ids, err := f.Portfolio.CreateManyProperties(f.ctx, tx, f.boss, forms[from:until])
			for i, made := range ids {
				all[from+i].property = made
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func growHome(r *rand.Rand, owners []id.ID, n int) (portfolio.NewProperty, place) {
	p := place{nightly: 60 + r.Int64N(60)*5, sleeps: 2 + r.Int64N(8)}
	cents := p.nightly * 100
	form := portfolio.PropertyForm{Name: fmt.Sprintf("%s %s %d", pick(r, sorts...), pick(r, calls...), n+1), Kind: pick(r, "apartment", "apartment", "house"),
		Street: fmt.Sprintf("%s %d", pick(r, streets...), 1+r.IntN(300)), Postcode: fmt.Sprint(8000 + 10*r.IntN(68)), City: pick(r, towns...), Country: "België",
		Sleeps: p.sleeps, NightlyMinor: &cents}
	mine := owners[n/perOwner%len(owners)]
	parts := []portfolio.Part{{Client: mine, BPS: 10_000}}
	if other := owners[r.IntN(len(owners))]; n%8 == 0 && other != mine {
		parts = []portfolio.Part{{Client: mine, BPS: 5_000}, {Client: other, BPS: 5_000}}
	}
	return portfolio.NewProperty{PropertyForm: form, Owners: parts}, p
}

// growBookings fills the places. The next bookings are made up while the last
// are being written.
func (f *firm) growBookings(places []place, began time.Time) (n int, err error) {
	ctx, stop := context.WithCancel(f.ctx)
	defer stop()
	batches := make(chan []stays.Past, 1)
	go f.makeUp(ctx, places, batches)
	for batch := range batches {
		err := f.DB.Write(f.ctx, func(tx *db.Tx) error {
			_, err := f.Stays.CreateMany(f.ctx, tx, f.boss, batch)
			return err
		})
		if err != nil {
			return n, err
		}
		if n/50_000 < (n+len(batch))/50_000 {
			f.o.Say("  %d bookings after %.0f s", n+len(batch), time.Since(began).Seconds())
		}
		n += len(batch)
	}
	return n, f.ctx.Err()
}

func (f *firm) makeUp(ctx context.Context, places []place, batches chan<- []stays.Past) {
	defer close(batches)
	for from := 0; from < len(places); from += atOnce {
		var batch []stays.Past
		for i := from; i < min(from+atOnce, len(places)); i++ {
			r := dice("many stays", i)
			for _, n := range spans(r, f.today, boost) {
				batch = append(batch, terse(f.stay(r, places[i], n)))
			}
		}
		select {
		case batches <- batch:
		case <-ctx.Done():
			return
		}
	}
}

// terse leaves out how to reach guests of channels, which most channels keep to
// themselves: a third less to write.
func terse(p stays.Past) stays.Past {
	if p.Source != stays.SourceDirect {
		p.Guest.Email, p.Guest.Phone = "", ""
	}
	return p
}
