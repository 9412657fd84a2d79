package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/portfolio"
	"keyhouse/sheet"
)

const pathProperties = "/properties"

func propertyPath(i id.ID) string { return pathProperties + "/" + i.String() }

// propertyListPage is the places that the company looks after.
type propertyListPage struct {
	List   List
	Form   Form // of the filter, when something in it is wrong
	Filter portfolio.PropertyFilter
	Page   page.Page[portfolio.Property]
	Count  int64
	Sort   Sort
	Chips  []Chip
	Cities []string
	Owners []portfolio.Option // that one may filter by

	// columns that would else be empty for who looks
	Details, Owner, Terms bool
	MayAdd, MayExport     bool
}

func (s *screens) properties(w http.ResponseWriter, r *http.Request) error {
	who := viewer(r)
	b := propertyListPage{
		List:    List{Path: pathProperties},
		Details: sees(who, access.Property, access.GroupDetails), Owner: sees(who, access.Property, access.GroupOwner), Terms: sees(who, access.Property, access.GroupTerms),
		MayAdd: who.May(access.Add, access.Property), MayExport: who.May(access.Export, access.Property),
	}
	f, err := portfolio.ParsePropertyFilter(r.URL.Query())
	b.Filter, b.List.Query = f, f.Query()
	if err == nil {
		b.Page, err = s.Portfolio.Properties(r.Context(), who, f)
	}
	if err == nil {
		b.Count, err = s.Portfolio.CountProperties(r.Context(), who, f)
	}
	if err != nil && !retry(err) {
		return err
	}
	if err := s.propertyFilters(r, &b); err != nil {
		return err
	}
	b.Form = sent(nil, err)
	b.Sort.By, b.Sort.Down = b.List.Sort("name", false)
	return s.page(w, r, err, propertyListScreen(s.frameOf(r, say(r.Context(), "word.properties")), b))
}

// propertyFilters finds what the list can be filtered by, as far as who looks
// may know of it.
func (s *screens) propertyFilters(r *http.Request, b *propertyListPage) (err error) {
	if b.Details {
		if b.Cities, err = s.Portfolio.Cities(r.Context(), viewer(r)); err != nil {
			return err
		}
	}
	if !b.Owner {
		return nil
	}
	if b.Owners, err = s.Portfolio.PickClients(r.Context(), viewer(r), "", mostOptions); err != nil || b.Filter.Client.IsZero() {
		return err
	}
	c, err := s.Portfolio.Client(r.Context(), viewer(r), b.Filter.Client)
	if err != nil {
		return err
	}
	if !offered(b.Owners, c.ID) {
		b.Owners = append(b.Owners, portfolio.Option{ID: c.ID, Name: c.Name})
	}
	b.Chips = []Chip{{"client", say(r.Context(), "property.owner-name", "name", c.Name)}}
	return nil
}

// exportProperties answers /properties.csv and /properties.xlsx.
func (s *screens) exportProperties(kind string) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := portfolio.ParsePropertyFilter(r.URL.Query())
		if err != nil {
			return err
		}
		f.Cursor = ""
		return s.export(w, "properties", kind, func(to sheet.Writer) error {
			return s.Portfolio.ExportProperties(r.Context(), viewer(r), f, to)
		})
	}
}

// propertyShown says for one part of a property whether it shows.
func propertyShown(p portfolio.Property, g access.Group) Shown {
	return shown(p.Shown, access.Property, p.ID, g)
}

// ownersText says whose a property is: "Ann Peeters 50 %, Bo Ek 50 %".
func ownersText(l Local, owners []portfolio.Share) string {
	s := ""
	for i, o := range owners {
		if i > 0 {
			s += ", "
		}
		if s += o.ClientName; o.BPS != 100_00 {
			s += " " + l.Tongue.Percent(o.BPS)
		}
	}
	return s
}
