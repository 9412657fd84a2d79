package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"keyhouse/fault"
	"keyhouse/people"
)

// provePage asks somebody who is signed in to prove once more that it is they.
// Kept is the form they were sending when that was asked: it goes on afterwards.
type provePage struct {
	Form Form
	Next string // where to go on, if nothing was being sent
	To   string // where Kept was being sent
	Kept []keptField
	Back string
	Ways people.Ways
	Sent bool // a code by mail
	Key  keyPlace
}

// Providers are those at which one may prove it, each once.
func (b provePage) Providers() []people.Linked {
	var all []people.Linked
	for _, l := range b.Ways.Providers {
		if !slices.ContainsFunc(all, func(o people.Linked) bool { return o.Provider == l.Provider }) {
			all = append(all, l)
		}
	}
	return all
}

// After is where one is once it is proved elsewhere: a form cannot be sent on
// from there, so one is back on the page where it stands.
func (b provePage) After() string {
	if b.To != "" {
		return b.Back
	}
	return b.Next
}

type keptField struct{ Name, Value string }

const pathProve = "/prove"

// askProof answers what a fault of kind Prove stopped: a page one was opening
// is opened afterwards, a form one was sending is sent on.
func (s *screens) askProof(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return seeOther(w, r, pathProve+"?next="+url.QueryEscape(r.URL.RequestURI()))
	}
	b := provePage{To: r.URL.RequestURI(), Kept: keptOf(r.PostForm), Back: cameFrom(r)}
	return s.showProve(w, r, http.StatusForbidden, b)
}

// prove answers GET /prove.
func (s *screens) prove(w http.ResponseWriter, r *http.Request) error {
	next := localPath(r.URL.Query().Get("next"))
	return s.showProve(w, r, http.StatusOK, provePage{Next: next, Back: "/"})
}

// doProve answers POST /prove. A form that was kept is sent on by the browser
// itself, which repeats it where a 307 says; what is secret was not kept and is
// asked for there again.
func (s *screens) doProve(w http.ResponseWriter, r *http.Request) error {
	v := r.PostForm
	b := provePage{Next: localPath(v.Get("prove-next")), Kept: keptOf(v), Back: localPath(v.Get("prove-back"))}
	if v.Get("prove-to") != "" {
		b.To = localPath(v.Get("prove-to"))
	}
	if v.Get("prove-send") != "" {
		return s.mailProof(w, r, b)
	}
	err := s.People.Prove(r.Context(), actor(r), people.Proof{Password: v.Get("prove-password"), Code: v.Get("prove-code"), Passkey: []byte(v.Get("prove-passkey"))})
	if retry(err) {
		b.Form, b.Sent = sent(url.Values{}, proofFault(err)), v.Has("prove-code")
		return s.showProve(w, r, troubleOf(err, "").Status, b)
	}
	if err != nil {
		return err
	}
	if b.To == "" {
		return seeOther(w, r, b.Next)
	}
	http.Redirect(w, r, b.To, http.StatusTemporaryRedirect)
	return nil
}

// mailProof sends a code to somebody who has nothing else to prove with.
func (s *screens) mailProof(w http.ResponseWriter, r *http.Request, b provePage) error {
	err := s.People.MailProof(r.Context(), actor(r))
	if err != nil && !retry(err) {
		return err
	}
	b.Sent = err == nil
	status := http.StatusOK
	if err != nil {
		b.Form = sent(url.Values{}, err)
		status = troubleOf(err, "").Status
	}
	return s.showProve(w, r, status, b)
}

func quietIf(quiet bool) string {
	if quiet {
		return "quiet"
	}
	return "primary"
}

func (s *screens) showProve(w http.ResponseWriter, r *http.Request, status int, b provePage) error {
	f, err := s.People.Factors(r.Context(), actor(r))
	if err != nil {
		return err
	}
	b.Ways, b.Key = f.Ways(), s.keyPlaceOf(r)
	p := s.frameOf(r, "")
	p.Title = p.Say("prove.title")
	return s.show(w, r, status, proveScreen(p, b))
}

// proofFault names a proof's field as it is called on the page.
func proofFault(err error) error {
	f := *fault.Of(err)
	if f.Field != "" {
		f.Field = "prove-" + f.Field
	}
	return &f
}

// keptOf are a form's fields as they were typed, without the proof itself and
// without secrets: those never go back to a browser.
func keptOf(v url.Values) []keptField {
	var kept []keptField
	for name, values := range v {
		if strings.HasPrefix(name, "prove-") || strings.Contains(name, "password") || name == "code" {
			continue
		}
		for _, value := range values {
			kept = append(kept, keptField{name, value})
		}
	}
	slices.SortStableFunc(kept, func(a, b keptField) int { return strings.Compare(a.Name, b.Name) })
	return kept
}

// keptWhole reports whether all that was sent as a form is in what is kept of it: a
// secret is not, nor a file.
func keptWhole(r *http.Request, kept []keptField) bool {
	n := 0
	for _, values := range r.PostForm {
		n += len(values)
	}
	return n == len(kept) && !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/")
}

// cameFrom is the page a form stood on, as the browser says.
func cameFrom(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return localPath(u.RequestURI())
}
