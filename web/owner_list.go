package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/portfolio"
	"keyhouse/sheet"
)

const pathOwners = "/owners"

func ownerPath(i id.ID) string { return pathOwners + "/" + i.String() }

// ownerListPage is everyone the company works for.
type ownerListPage struct {
	List     List
	Form     Form // of the filter, when something in it is wrong
	Filter   portfolio.ClientFilter
	Page     page.Page[portfolio.Client]
	Count    int64
	Sort     Sort
	Balances map[id.ID][]cash.Amount

	// columns that would else be empty for who looks
	Contact, Owned, Terms, Balance bool
	MayAdd, MayExport              bool
}

func (s *screens) owners(w http.ResponseWriter, r *http.Request) error {
	who := viewer(r)
	b := ownerListPage{
		List:    List{Path: pathOwners},
		Contact: sees(who, access.Client, access.GroupContact), Owned: sees(who, access.Property, access.GroupOwner), Terms: sees(who, access.Client, access.GroupTerms),
		Balance: sees(who, access.Journal, access.GroupAmount),
		MayAdd:  who.May(access.Add, access.Client), MayExport: who.May(access.Export, access.Client),
	}
	f, err := portfolio.ParseClientFilter(r.URL.Query())
	b.Filter, b.List.Query = f, f.Query()
	if err == nil {
		err = s.fillOwners(r, &b)
	}
	if err != nil && !retry(err) {
		return err
	}
	b.Form = sent(nil, err)
	b.Sort.By, b.Sort.Down = b.List.Sort("name", false)
	return s.page(w, r, err, ownerListScreen(s.frameOf(r, say(r.Context(), "owner.owners")), b))
}

func (s *screens) fillOwners(r *http.Request, b *ownerListPage) error {
	var err error
	if b.Page, err = s.Portfolio.Clients(r.Context(), viewer(r), b.Filter); err != nil {
		return err
	}
	if b.Count, err = s.Portfolio.CountClients(r.Context(), viewer(r), b.Filter); err != nil || !b.Balance {
		return err
	}
	ids := make([]id.ID, len(b.Page.Rows))
	for i, c := range b.Page.Rows {
		ids[i] = c.ID
	}
	b.Balances, err = s.Money.OwnerBalances(r.Context(), viewer(r), ids)
	return err
}

// exportOwners answers /owners.csv and /owners.xlsx with what the list shows.
func (s *screens) exportOwners(kind string) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := portfolio.ParseClientFilter(r.URL.Query())
		if err != nil {
			return err
		}
		f.Cursor = ""
		return s.export(w, "owners", kind, func(to sheet.Writer) error {
			return s.Portfolio.ExportClients(r.Context(), viewer(r), f, to)
		})
	}
}

// ownerShown says for one part of an owner whether it shows.
func ownerShown(c portfolio.Client, g access.Group) Shown {
	return shown(c.Shown, access.Client, c.ID, g)
}
