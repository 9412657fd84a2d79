package web

import (
	"net/http"
	"slices"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// unitPage is the form of a unit.
type unitPage struct {
	Property portfolio.Property
	Unit     portfolio.Unit // zero: a new one
	Form     Form
	Versus   []Versus
}

func unitPath(u portfolio.Unit) string {
	return propertyPath(u.Property) + "/units/" + u.ID.String()
}

func (b unitPage) path() string {
	if b.Unit.ID.IsZero() {
		return propertyPath(b.Property.ID) + "/units/new"
	}
	return unitPath(b.Unit) + "/edit"
}

func readUnit(r *http.Request) (portfolio.UnitForm, error) {
	wrong := fault.Fields{Op: "web.readUnit"}
	form := portfolio.UnitForm{Name: r.PostFormValue("name"), Sleeps: readWhole(&wrong, "sleeps", r.PostFormValue("sleeps"))}
	var err error
	if form.Version, err = formVersion(r); err != nil {
		return form, err
	}
	return form, wrong.Err()
}

// unit answers GET for the form of a new unit or of the one that the address names.
func (s *screens) unit(w http.ResponseWriter, r *http.Request) error {
	return s.showUnit(w, r, unitPage{})
}

func (s *screens) showUnit(w http.ResponseWriter, r *http.Request, b unitPage) error {
	i, err := pathID(r, "property")
	if err != nil {
		return err
	}
	if b.Property, err = s.Portfolio.Property(r.Context(), viewer(r), i); err != nil {
		return err
	}
	title := say(r.Context(), "property.new-unit")
	if r.PathValue("unit") != "" {
		if b.Unit, err = s.unitOf(r, i); err != nil {
			return err
		}
		title = say(r.Context(), "property.edit-name", "name", b.Unit.Name)
	}
	return s.page(w, r, b.Form.Err, unitScreen(s.frameOf(r, title), b))
}

// unitOf finds the unit that the address names among those of the property.
func (s *screens) unitOf(r *http.Request, property id.ID) (portfolio.Unit, error) {
	i, err := pathID(r, "unit")
	if err != nil {
		return portfolio.Unit{}, err
	}
	all, err := s.Portfolio.Units(r.Context(), viewer(r), property)
	if err != nil {
		return portfolio.Unit{}, err
	}
	at := slices.IndexFunc(all, func(u portfolio.Unit) bool { return u.ID == i })
	if at < 0 {
		return portfolio.Unit{}, s.tried(r, access.Edit, access.Unit, i, fault.NotFound("web.unitOf"))
	}
	return all[at], nil
}

func (s *screens) saveUnit(w http.ResponseWriter, r *http.Request) error {
	property, err := pathID(r, "property")
	if err != nil {
		return err
	}
	form, err := readUnit(r)
	if err == nil {
		err = s.storeUnit(r, property, form)
	}
	if retry(err) {
		b := unitPage{Form: sent(r.PostForm, err)}
		if now, is := outdated[portfolio.Unit](err); is {
			b.Versus = contested(b.Form, Versus{say(r.Context(), "word.name"), "name", now.Name}, Versus{say(r.Context(), "property.sleeps"), "sleeps", digits(now.Sleeps)})
		}
		return s.showUnit(w, r, b)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "property.unit-saved")})
	return seeOther(w, r, propertyPath(property)+"#units")
}

func (s *screens) storeUnit(r *http.Request, property id.ID, form portfolio.UnitForm) error {
	if r.PathValue("unit") == "" {
		_, err := s.Portfolio.CreateUnit(r.Context(), viewer(r), property, form)
		return err
	}
	u, err := s.unitOf(r, property)
	if err == nil {
		_, err = s.Portfolio.EditUnit(r.Context(), viewer(r), u.ID, form)
	}
	return err
}

// archiveUnit takes a unit out of use, or puts it back.
func (s *screens) archiveUnit(away bool) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		property, err := pathID(r, "property")
		if err != nil {
			return err
		}
		u, err := s.unitOf(r, property)
		if err != nil {
			return err
		}
		if err := s.Portfolio.ArchiveUnit(r.Context(), viewer(r), u.ID, away); err != nil {
			return err
		}
		n := Notice{Tone: Good, Say: say(r.Context(), "property.name-back-in-use", "name", u.Name)}
		if away {
			n = Notice{Tone: Good, Say: say(r.Context(), "property.name-archived", "name", u.Name), Undo: unitPath(u) + "/restore"}
		}
		s.notify(w, n)
		return seeOther(w, r, propertyPath(property)+"#units")
	}
}

// subscribe has somebody told of block-offs at a property.
func (s *screens) subscribe(w http.ResponseWriter, r *http.Request) error {
	property, err := pathID(r, "property")
	if err != nil {
		return err
	}
	one, err := s.Portfolio.Subscribe(r.Context(), viewer(r), property, r.PostFormValue("name"), r.PostFormValue("email"))
	if retry(err) {
		return s.showProperty(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "property.email-told-from-now", "email", one.Email)})
	return seeOther(w, r, propertyPath(property)+"#subscribers")
}

func (s *screens) unsubscribe(w http.ResponseWriter, r *http.Request) error {
	property, err := pathID(r, "property")
	if err != nil {
		return err
	}
	i, err := pathID(r, "subscriber")
	if err != nil {
		return err
	}
	if err := s.Portfolio.Unsubscribe(r.Context(), viewer(r), i); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "property.they-no-longer-told")})
	return seeOther(w, r, propertyPath(property)+"#subscribers")
}

// sleeps reports whether the form asks for how many a unit takes.
func (b unitPage) sleeps() bool {
	return b.Unit.ID.IsZero() || b.Unit.Shown.Has(access.GroupDetails)
}
