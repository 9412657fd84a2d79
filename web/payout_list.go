package web

import (
	"net/http"

	"keyhouse/access"
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
	MayCancel bool
}

func (s *screens) payouts(w http.ResponseWriter, r *http.Request) error {
	b := payoutListPage{List: List{Path: pathPayouts}, Back: []Crumb{{"Statements", pathStatements}}, MayCancel: viewer(r).May(access.Delete, access.Payout)}
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
		b.Say, b.Back = "to "+c.Name, []Crumb{{"Owners", pathOwners}, {c.Name, ownerPath(c.ID)}}
	}
	return s.page(w, r, err, payoutListScreen(s.frameOf(r, "Payouts"), b))
}
