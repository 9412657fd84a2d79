package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// The authenticator app: set up, taken away, its recovery codes.
const (
	pathApp       = "/me/app"
	pathAppImage  = "/me/app/qr.svg"
	pathAppOff    = "/me/app/remove"
	pathAppCodes  = "/me/app/codes"
	pathAppNewKey = "/me/app/begin"
)

// codeField makes a field one for a code of six digits, or a recovery code.
func codeField(f Field) Field { return f.Need().Fill("one-time-code").Small() }

// grouped writes a secret in groups of four, to be typed.
func grouped(secret string) string {
	var parts []string
	for group := range slices.Chunk([]byte(secret), 4) {
		parts = append(parts, string(group))
	}
	return strings.Join(parts, " ")
}

// beginApp answers POST /me/app/begin.
func (s *screens) beginApp(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.People.BeginApp(r.Context(), actor(r)); err != nil {
		return err
	}
	return seeOther(w, r, pathApp)
}

func (s *screens) app(w http.ResponseWriter, r *http.Request) error { return s.showApp(w, r, Form{}) }

func (s *screens) showApp(w http.ResponseWriter, r *http.Request, f Form) error {
	setup, err := s.People.AppSetup(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return s.page(w, r, f.Err, appScreen(s.meFrameOf(r, pathMeSecurity), setup, f))
}

// confirmApp answers POST /me/app with the recovery codes, which are shown this
// once.
func (s *screens) confirmApp(w http.ResponseWriter, r *http.Request) error {
	codes, err := s.People.ConfirmApp(r.Context(), actor(r), r.PostFormValue("code"))
	if retry(err) {
		if _, gone := s.People.AppSetup(r.Context(), actor(r)); gone != nil {
			return err
		}
		return s.showApp(w, r, sent(url.Values{}, err))
	}
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, codesScreen(s.meFrameOf(r, pathMeSecurity), codes))
}

// appImage draws what an authenticator app's camera reads.
func (s *screens) appImage(w http.ResponseWriter, r *http.Request) error {
	setup, err := s.People.AppSetup(r.Context(), actor(r))
	if err != nil {
		return err
	}
	square, err := qr.Encode(setup.URL, qr.M, qr.Auto)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, err = w.Write([]byte(drawn(square)))
	return err
}

// drawn gives a square of dark and light fields as a picture, with the quiet
// zone of four around it that ISO 18004 asks for.
func drawn(square barcode.Barcode) string {
	const quiet = 4
	n := square.Bounds().Dx()
	var path strings.Builder
	for y := range n {
		for x := range n {
			if dark, _, _, _ := square.At(x, y).RGBA(); dark == 0 {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path fill="#000" d="%[3]s"/></svg>`,
		n+2*quiet, n+2*quiet, path.String())
}

func (s *screens) askDropApp(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.Proved(actor(r)); err != nil {
		return err
	}
	p := s.meFrameOf(r, pathMeSecurity)
	a := Ask{Title: p.Say("app.drop.title"), Say: p.Say("app.drop.say"), Do: p.Say("app.drop.do"), Danger: true, Action: pathAppOff, Cancel: pathMeSecurity}
	return s.show(w, r, http.StatusOK, askScreen(p, a))
}

func (s *screens) dropApp(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.DropApp(r.Context(), actor(r)); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: s.meFrameOf(r, pathMe).Say("app.dropped")})
	return seeOther(w, r, pathMeSecurity)
}

func (s *screens) askCodes(w http.ResponseWriter, r *http.Request) error {
	if err := s.People.Proved(actor(r)); err != nil {
		return err
	}
	p := s.meFrameOf(r, pathMeSecurity)
	a := Ask{Title: p.Say("codes.new.title"), Say: p.Say("codes.new.say"), Do: p.Say("codes.new.do"), Action: pathAppCodes, Cancel: pathMeSecurity}
	return s.show(w, r, http.StatusOK, askScreen(p, a))
}

func (s *screens) newCodes(w http.ResponseWriter, r *http.Request) error {
	codes, err := s.People.NewRecoveryCodes(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, codesScreen(s.meFrameOf(r, pathMeSecurity), codes))
}

// askWithout asks before a member is sent the link that takes their lost app
// away.
func (s *screens) askWithout(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	m, err := s.People.PortalUser(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	p := s.frameOf(r, "")
	p.Title = p.Say("without.title", "name", m.Name)
	a := Ask{Title: p.Title, Say: p.Say("without.say"), Do: p.Say("without.do"), Action: memberPath(m) + "/second-factor", Cancel: memberPath(m)}
	return s.show(w, r, http.StatusOK, askScreen(p, a))
}

func (s *screens) allowWithout(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "member")
	if err != nil {
		return err
	}
	if err := s.People.AllowWithout(r.Context(), actor(r), i); err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: s.frameOf(r, "").Say("without.sent")})
	return seeOther(w, r, pathPortal+"/"+i.String())
}
