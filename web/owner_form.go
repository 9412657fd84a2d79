package web

import (
	"net/http"
	"strconv"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/portfolio"
)

// ownerFormPage is the form of a new owner, or of one being edited.
type ownerFormPage struct {
	Owner  portfolio.Client // zero: a new one
	Form   Form
	Versus []Versus
	Seen   access.Groups // the parts that are asked for: hidden ones stay as they are
}

func (b ownerFormPage) path() string {
	if b.Owner.ID.IsZero() {
		return pathOwners + "/new"
	}
	return ownerPath(b.Owner.ID) + "/edit"
}

func readOwner(r *http.Request) (portfolio.ClientForm, error) {
	v := r.PostForm
	wrong := fault.Fields{Op: "web.readOwner"}
	form := portfolio.ClientForm{Kind: v.Get("kind"), Name: v.Get("name"), Email: v.Get("email"), Phone: v.Get("phone"), Address: v.Get("address"),
		CommissionBPS: readPercent(&wrong, "commission", v.Get("commission")), Reference: v.Get("reference"), Note: v.Get("note")}
	var err error
	if form.Version, err = formVersion(r); err != nil {
		return form, err
	}
	return form, wrong.Err()
}

func (s *screens) newOwner(w http.ResponseWriter, r *http.Request) error {
	return s.showNewOwner(w, r, Form{})
}

func (s *screens) showNewOwner(w http.ResponseWriter, r *http.Request, f Form) error {
	b := ownerFormPage{Form: f, Seen: access.Page.Holds(access.Client)}
	return s.page(w, r, f.Err, ownerFormScreen(s.frameOf(r, say(r.Context(), "owner.new-owner")), b))
}

func (s *screens) createOwner(w http.ResponseWriter, r *http.Request) error {
	form, err := readOwner(r)
	var c portfolio.Client
	if err == nil {
		c, err = s.Portfolio.CreateClient(r.Context(), viewer(r), form)
	}
	if retry(err) {
		return s.showNewOwner(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "owner.name-saved-say-which", "name", c.Name)})
	return seeOther(w, r, ownerPath(c.ID))
}

func (s *screens) editOwner(w http.ResponseWriter, r *http.Request) error {
	return s.showOwnerForm(w, r, ownerFormPage{})
}

func (s *screens) showOwnerForm(w http.ResponseWriter, r *http.Request, b ownerFormPage) error {
	i, err := pathID(r, "owner")
	if err != nil {
		return err
	}
	if b.Owner, err = s.Portfolio.Client(r.Context(), viewer(r), i); err != nil {
		return err
	}
	b.Seen = b.Owner.Shown
	return s.page(w, r, b.Form.Err, ownerFormScreen(s.frameOf(r, say(r.Context(), "owner.edit-name", "name", b.Owner.Name)), b))
}

func (s *screens) saveOwner(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "owner")
	if err != nil {
		return err
	}
	form, err := readOwner(r)
	if err == nil {
		_, err = s.Portfolio.EditClient(r.Context(), viewer(r), i, form)
	}
	if retry(err) {
		b := ownerFormPage{Form: sent(r.PostForm, err)}
		if now, is := outdated[portfolio.Client](err); is {
			b.Versus = ownerVersus(s.local(r), b.Form, now)
		}
		return s.showOwnerForm(w, r, b)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "owner.owner-saved")})
	return seeOther(w, r, ownerPath(i))
}

// ownerVersus sets what was typed beside what somebody else saved meanwhile, of
// the parts that show.
func ownerVersus(l Local, f Form, now portfolio.Client) []Versus {
	all := []Versus{{l.Say("word.name"), "name", now.Name}, {l.Say("word.kind"), "kind", now.Kind}}
	if now.Shown.Has(access.GroupContact) {
		all = append(all, Versus{l.Say("word.e-mail"), "email", now.Email}, Versus{l.Say("word.phone"), "phone", now.Phone}, Versus{l.Say("word.address"), "address", now.Address})
	}
	if now.Shown.Has(access.GroupTerms) {
		all = append(all, Versus{l.Say("word.commission"), "commission", percentDigits(now.CommissionBPS)}, Versus{l.Say("word.reference"), "reference", now.Reference})
	}
	if now.Shown.Has(access.GroupNotes) {
		all = append(all, Versus{l.Say("owner.remark"), "note", now.Note})
	}
	return contested(f, all...)
}

func versionOf(n int64) string { return strconv.FormatInt(n, 10) }
