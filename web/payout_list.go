package web

import (
	"net/http"
	"slices"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/money"
	"keyhouse/page"
)

// payoutListPage is what went to owners, the latest first.
type payoutListPage struct {
	List      List
	Form      Form
	Page      page.Page[money.Payout]
	Back      []Crumb
	Say       string
	Whose     map[id.ID]string // by owner, where the list is of several
	MayCancel bool
}

func (s *screens) payouts(w http.ResponseWriter, r *http.Request) error {
	b := payoutListPage{List: List{Path: pathPayouts}, Back: []Crumb{{say(r.Context(), "word.statements"), pathStatements}}, MayCancel: viewer(r).May(access.Delete, access.Payout)}
	f, err := money.ParsePayoutFilter(r.URL.Query())
	b.List.Query = f.Query()
	if err == nil {
		b.Page, err = s.Money.Payouts(r.Context(), viewer(r), f)
	}
	if err != nil && !retry(err) {
		return err
	}
	if err != nil {
		b.Form = sent(r.URL.Query(), err)
	}
	if !f.Client.IsZero() {
		c, err := s.Portfolio.Client(r.Context(), viewer(r), f.Client)
		if err != nil {
			return err
		}
		b.Say, b.Back = say(r.Context(), "statement.to-name", "name", c.Name), []Crumb{{say(r.Context(), "owner.owners"), pathOwners}, {c.Name, ownerPath(c.ID)}}
	}
	if b.Whose, err = s.payees(r, f, b.Page.Rows, err); err != nil && !retry(err) {
		return err
	}
	return s.page(w, r, err, payoutListScreen(s.frameOf(r, say(r.Context(), "statement.payouts")), b))
}

// payees names the owners that payouts of several went to, as far as who looks
// may know of them.
func (s *screens) payees(r *http.Request, f money.PayoutFilter, all []money.Payout, wrong error) (map[id.ID]string, error) {
	whose := map[id.ID]string{}
	if wrong != nil || !f.Client.IsZero() {
		return whose, wrong
	}
	var clients []id.ID
	for _, o := range all {
		if !slices.Contains(clients, o.Client) {
			clients = append(clients, o.Client)
		}
	}
	named, err := s.Portfolio.Chosen(r.Context(), viewer(r), access.Client, clients...)
	for _, c := range named {
		whose[c.ID] = c.Name
	}
	return whose, err
}
