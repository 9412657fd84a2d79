package web

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

// noticeCookie carries what just happened over the redirect that follows.
const (
	noticeCookie = "notice"
	noticeLife   = 20 * time.Second
)

// notify has the next screen say what just happened. The words ride in a short
// cookie over the redirect; they are shown escaped, so a forged one can only
// lie to who forged it.
func (s *screens) notify(w http.ResponseWriter, n Notice) {
	value := base64.RawURLEncoding.EncodeToString([]byte(string(n.Tone) + "\n" + n.Say + "\n" + n.Undo))
	http.SetCookie(w, &http.Cookie{Name: noticeCookie, Value: value, Path: "/", MaxAge: int(noticeLife.Seconds()),
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}

// forgetNotice takes back what notify left, once a screen has said it.
func (s *screens) forgetNotice(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: noticeCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}

// noticeOf reads what notify left.
func noticeOf(r *http.Request) *Notice {
	c, err := r.Cookie(noticeCookie)
	if err != nil || r.Method != http.MethodGet {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(c.Value)
	parts := strings.SplitN(string(raw), "\n", 3)
	if err != nil || len(parts) != 3 || len(raw) > 1000 {
		return nil
	}
	n := &Notice{Tone: Tone(parts[0]), Say: parts[1], Undo: parts[2]}
	if n.Undo != "" {
		n.Undo = localPath(n.Undo)
	}
	return n
}
