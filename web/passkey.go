package web

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"

	"keyhouse/fault"
	"keyhouse/people"
)

// Passkeys: a script asks for options, has the browser talk to the device and
// sends what came of it as an ordinary form.
const (
	pathPasskey        = "/sign-in/passkey"
	pathPasskeyOptions = "/sign-in/passkey/options"
	pathProvePasskey   = "/prove/passkey/options"
	pathPasskeys       = "/me/passkeys"
	pathPasskeyNew     = "/me/passkeys/new"
	pathPasskeyMake    = "/me/passkeys/options"
)

// keyPlace says whether passkeys work on the page as it was opened. If not, and
// they do elsewhere, At is where.
type keyPlace struct {
	Here bool
	At   string
}

// keyPlaceOf compares the address a browser is at with the one passkeys are tied
// to. Whoever is at a machine of figures other than this one is not sent to
// theirs.
func (s *screens) keyPlaceOf(r *http.Request) keyPlace {
	site, host := s.People.Site(), r.Host
	if h, _, err := net.SplitHostPort(r.Host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	switch {
	case site.Host == "" || site.Host == "localhost" && !strings.EqualFold(host, "localhost") && !ip.IsLoopback():
		return keyPlace{}
	case strings.EqualFold(host, site.Host):
		return keyPlace{Here: true}
	}
	return keyPlace{At: site.Origin}
}

// options answers a script with what the browser needs to talk to a device, or
// with the words to show instead.
func (s *screens) options(w http.ResponseWriter, r *http.Request, asked []byte, err error) error {
	if fault.Ours(err) {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		t := troubleOf(err, "")
		w.WriteHeader(t.Status)
		return json.NewEncoder(w).Encode(map[string]string{"say": s.local(r).Tongue.Again(fault.Of(err).Say)})
	}
	_, err = w.Write(asked)
	return err
}

// passkeyOptions answers POST /sign-in/passkey/options.
func (s *screens) passkeyOptions(w http.ResponseWriter, r *http.Request) error {
	asked, err := s.People.AskPasskey(deviceOf(r))
	return s.options(w, r, asked, err)
}

// signInPasskey answers POST /sign-in/passkey.
func (s *screens) signInPasskey(w http.ResponseWriter, r *http.Request) error {
	c := client(r)
	c.Slug = r.URL.Query().Get("at")
	token, session, err := s.People.EnterByPasskey(r.Context(), deviceOf(r), []byte(r.PostFormValue("answer")), c)
	if err != nil && !fault.Ours(err) {
		return s.showSignIn(w, r, sent(url.Values{}, err))
	}
	if err != nil {
		return err
	}
	if err := s.admit(w, r, token, session); err != nil {
		return err
	}
	return seeOther(w, r, localPath(r.PostFormValue("next")))
}

// provePasskeyOptions answers POST /prove/passkey/options.
func (s *screens) provePasskeyOptions(w http.ResponseWriter, r *http.Request) error {
	asked, err := s.People.AskPasskeyProof(r.Context(), actor(r))
	return s.options(w, r, asked, err)
}

// newPasskey answers GET /me/passkeys/new.
func (s *screens) newPasskey(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.Proved(actor(r)); err != nil {
		return err
	}
	return s.showNewPasskey(w, r, Form{})
}

func (s *screens) showNewPasskey(w http.ResponseWriter, r *http.Request, f Form) error {
	return s.page(w, r, f.Err, newPasskeyScreen(s.meFrameOf(r, pathMeSecurity), s.keyPlaceOf(r), f))
}

// newPasskeyOptions answers POST /me/passkeys/options.
func (s *screens) newPasskeyOptions(w http.ResponseWriter, r *http.Request) error {
	asked, err := s.People.AskNewPasskey(r.Context(), actor(r))
	return s.options(w, r, asked, err)
}

// addPasskey answers POST /me/passkeys.
func (s *screens) addPasskey(w http.ResponseWriter, r *http.Request) error {
	made := people.NewPasskey{Name: r.PostFormValue("name"), Answer: []byte(r.PostFormValue("answer")), Agent: r.UserAgent()}
	k, err := s.People.AddPasskey(r.Context(), actor(r), made)
	if retry(err) {
		return s.showNewPasskey(w, r, sent(url.Values{"name": {made.Name}}, err))
	}
	if err != nil {
		return err
	}
	return s.saved(w, r, s.meFrameOf(r, pathMe).Say("passkey.added", "name", k.Name), pathMeSecurity)
}

// passkeyBy is the actor's passkey that a path names.
func (s *screens) passkeyBy(r *http.Request) (people.Passkey, error) {
	i, err := pathID(r, "passkey")
	if err != nil {
		return people.Passkey{}, err
	}
	return s.People.Passkey(r.Context(), actor(r), i)
}

// askName answers GET /me/passkeys/{passkey}/name.
func (s *screens) askName(w http.ResponseWriter, r *http.Request) error {
	k, err := s.passkeyBy(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, namePasskeyScreen(s.meFrameOf(r, pathMeSecurity), k, Form{}))
}

// namePasskey answers POST /me/passkeys/{passkey}/name.
func (s *screens) namePasskey(w http.ResponseWriter, r *http.Request) error {
	k, err := s.passkeyBy(r)
	if err != nil {
		return err
	}
	err = s.People.NamePasskey(r.Context(), actor(r), k.ID, r.PostFormValue("name"))
	if retry(err) {
		return s.page(w, r, err, namePasskeyScreen(s.meFrameOf(r, pathMeSecurity), k, sent(r.PostForm, err)))
	}
	if err != nil {
		return err
	}
	if k, err = s.People.Passkey(r.Context(), actor(r), k.ID); err != nil {
		return err
	}
	return s.saved(w, r, s.meFrameOf(r, pathMe).Say("passkey.renamed", "name", k.Name), pathMeSecurity)
}

// askDropPasskey answers GET /me/passkeys/{passkey}/remove.
func (s *screens) askDropPasskey(w http.ResponseWriter, r *http.Request) error {
	k, err := s.passkeyBy(r)
	if err == nil {
		err = s.People.Proved(actor(r))
	}
	if err != nil {
		return err
	}
	p := s.meFrameOf(r, pathMeSecurity)
	return s.show(w, r, http.StatusOK, askScreen(p, Ask{Title: p.Say("passkey.remove-title", "name", k.Name), Say: p.Say("passkey.remove-say"),
		Action: r.URL.Path, Do: p.Say("passkey.remove"), Cancel: pathMeSecurity, Danger: true}))
}

// dropPasskey answers POST /me/passkeys/{passkey}/remove.
func (s *screens) dropPasskey(w http.ResponseWriter, r *http.Request) error {
	k, err := s.passkeyBy(r)
	if err != nil {
		return err
	}
	if err := s.People.DropPasskey(r.Context(), actor(r), k.ID); err != nil {
		return err
	}
	return s.saved(w, r, s.meFrameOf(r, pathMe).Say("passkey.removed", "name", k.Name), pathMeSecurity)
}

func passkeyPath(k people.Passkey, what string) string {
	return pathPasskeys + "/" + k.ID.String() + "/" + what
}
