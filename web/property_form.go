package web

import (
	"net/http"
	"strconv"
	"strings"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/fault"
	"keyhouse/portfolio"
)

// propertyFormPage is the form of a new property, or of one being edited.
type propertyFormPage struct {
	Property portfolio.Property // zero: a new one
	Form     Form
	Versus   []Versus
	Seen     access.Groups // the parts that are asked for: hidden ones stay as they are
}

func (b propertyFormPage) path() string {
	if b.Property.ID.IsZero() {
		return pathProperties + "/new"
	}
	return propertyPath(b.Property.ID) + "/edit"
}

// readProperty reads the form. Of is the property being edited: where its
// currency does not show, the form does not say it either.
func readProperty(l Local, r *http.Request, of portfolio.Property) (portfolio.PropertyForm, error) {
	v := r.PostForm
	wrong := fault.Fields{Op: "web.readProperty"}
	form := portfolio.PropertyForm{Name: v.Get("name"), Kind: v.Get("kind"), Street: v.Get("street"), City: v.Get("city"), Postcode: v.Get("postcode"), Country: v.Get("country"),
		Latitude: readDegrees(&wrong, "latitude", v.Get("latitude")), Longitude: readDegrees(&wrong, "longitude", v.Get("longitude")),
		Zone: strings.TrimSpace(v.Get("zone")), Currency: strings.ToUpper(strings.TrimSpace(v.Get("currency"))), Sleeps: readWhole(&wrong, "sleeps", v.Get("sleeps")),
		Description: v.Get("description"), Reference: v.Get("reference")}
	if typed := strings.TrimSpace(v.Get("commission")); typed != "" {
		bps := readPercent(&wrong, "commission", typed)
		form.CommissionBPS = &bps
	}
	if typed := strings.TrimSpace(v.Get("nightly")); typed != "" {
		form.NightlyMinor = readPrice(l, &wrong, "nightly", typed, form.Currency, of.Currency)
	}
	var err error
	if form.Version, err = formVersion(r); err != nil {
		return form, err
	}
	return form, wrong.Err()
}

// readPrice reads a sum in the first of the currencies that is one.
func readPrice(l Local, wrong *fault.Fields, field, typed string, currencies ...string) *int64 {
	c := cash.Currency("EUR")
	for _, name := range currencies {
		if known, err := cash.ParseCurrency(name); err == nil {
			c = known
			break
		}
	}
	a, err := cash.Parse(typed, c)
	if err != nil {
		wrong.Bad(field, "Write a sum like 1234.50.")
		return nil
	}
	return &a.Minor
}

// readWhole reads a whole number; nothing typed is zero.
func readWhole(wrong *fault.Fields, field, typed string) int64 {
	if typed = strings.TrimSpace(typed); typed == "" {
		return 0
	}
	n, err := strconv.ParseInt(typed, 10, 32)
	if err != nil {
		wrong.Bad(field, "Write a whole number.")
	}
	return n
}

// readDegrees reads 51.23024 as millionths; nothing typed is unknown.
func readDegrees(wrong *fault.Fields, field, typed string) *int64 {
	if typed = strings.TrimSpace(typed); typed == "" {
		return nil
	}
	f, err := strconv.ParseFloat(typed, 64)
	if err != nil || f < -180 || f > 180 || f != f {
		wrong.Bad(field, "Write degrees like 51.23024.")
		return nil
	}
	n := int64(f*1e6 + map[bool]float64{true: -.5, false: .5}[f < 0])
	return &n
}

func (s *screens) newProperty(w http.ResponseWriter, r *http.Request) error {
	return s.showNewProperty(w, r, Form{})
}

func (s *screens) showNewProperty(w http.ResponseWriter, r *http.Request, f Form) error {
	a := actor(r).Account
	b := propertyFormPage{Form: f, Seen: access.Page.Holds(access.Property), Property: portfolio.Property{Zone: a.Zone, Currency: a.Currency}}
	return s.page(w, r, f.Err, propertyFormScreen(s.frameOf(r, say(r.Context(), "property.new-property")), b))
}

func (s *screens) createProperty(w http.ResponseWriter, r *http.Request) error {
	form, err := readProperty(s.local(r), r, portfolio.Property{Currency: actor(r).Account.Currency})
	var p portfolio.Property
	if err == nil {
		p, err = s.Portfolio.CreateProperty(r.Context(), viewer(r), form)
	}
	if retry(err) {
		return s.showNewProperty(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "property.name-saved-now-say", "name", p.Name)})
	return seeOther(w, r, propertyPath(p.ID))
}

func (s *screens) editProperty(w http.ResponseWriter, r *http.Request) error {
	return s.showPropertyForm(w, r, propertyFormPage{})
}

func (s *screens) showPropertyForm(w http.ResponseWriter, r *http.Request, b propertyFormPage) error {
	i, err := pathID(r, "property")
	if err != nil {
		return err
	}
	if b.Property, err = s.Portfolio.Property(r.Context(), viewer(r), i); err != nil {
		return err
	}
	b.Seen = b.Property.Shown
	return s.page(w, r, b.Form.Err, propertyFormScreen(s.frameOf(r, say(r.Context(), "property.edit-name", "name", b.Property.Name)), b))
}

func (s *screens) saveProperty(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "property")
	if err != nil {
		return err
	}
	of, err := s.Portfolio.Property(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	form, err := readProperty(s.local(r), r, of)
	if err == nil {
		_, err = s.Portfolio.EditProperty(r.Context(), viewer(r), i, form)
	}
	if retry(err) {
		b := propertyFormPage{Form: sent(r.PostForm, err)}
		if now, is := outdated[portfolio.Property](err); is {
			b.Versus = propertyVersus(s.local(r), b.Form, now)
		}
		return s.showPropertyForm(w, r, b)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "property.property-saved")})
	return seeOther(w, r, propertyPath(i))
}

func propertyVersus(l Local, f Form, now portfolio.Property) []Versus {
	all := []Versus{{l.Say("word.name"), "name", now.Name}, {l.Say("word.kind"), "kind", now.Kind}}
	if now.Shown.Has(access.GroupDetails) {
		all = append(all, Versus{l.Say("property.street"), "street", now.Street}, Versus{l.Say("property.postcode"), "postcode", now.Postcode}, Versus{l.Say("word.city"), "city", now.City}, Versus{l.Say("property.country"), "country", now.Country},
			Versus{l.Say("property.sleeps"), "sleeps", digits(now.Sleeps)}, Versus{l.Say("property.latitude"), "latitude", degreesOr(now.Latitude)}, Versus{l.Say("property.longitude"), "longitude", degreesOr(now.Longitude)},
			Versus{l.Say("word.time-zone"), "zone", now.Zone}, Versus{l.Say("word.currency"), "currency", now.Currency}, Versus{l.Say("word.reference"), "reference", now.Reference}, Versus{l.Say("property.description"), "description", now.Description})
	}
	if now.Shown.Has(access.GroupTerms) {
		all = append(all, Versus{l.Say("property.usual-price-night"), "nightly", price(now)}, Versus{l.Say("word.commission"), "commission", commissionOr(now)})
	}
	return contested(f, all...)
}

// digits is a number for a field; zero is nothing.
func digits(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func degreesOr(n *int64) string {
	if n == nil {
		return ""
	}
	return degrees(*n)
}

func commissionOr(p portfolio.Property) string {
	if p.CommissionBPS == nil {
		return ""
	}
	return percentDigits(*p.CommissionBPS)
}

func price(p portfolio.Property) string {
	if p.NightlyMinor == nil {
		return ""
	}
	return cash.Amount{Minor: *p.NightlyMinor, Currency: cash.Currency(p.Currency)}.Plain()
}
