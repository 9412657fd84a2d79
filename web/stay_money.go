package web

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"keyhouse/access"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/stays"
)

// stayMoneyPage is a form about a booking's money: a charge, a payment, a refund.
type stayMoneyPage struct {
	*stays.Stay
	Form   Form
	Path   string
	Action string
}

func (s *screens) stayMoney(w http.ResponseWriter, r *http.Request, may func(stays.May) bool, action, title string, screen func(Page, stayMoneyPage) templ.Component, err error) error {
	st, missing := s.stayOf(r)
	if missing != nil {
		return missing
	}
	if !may(st.May) {
		return s.notThis(r, access.Add, access.Payment, st.ID, false, say(r.Context(), "booking.money-booking-not-yours"))
	}
	b := stayMoneyPage{Stay: st, Path: bookingPath(st.ID), Action: bookingPath(st.ID) + action}
	if err != nil {
		b.Form = sent(r.PostForm, err)
	}
	return s.page(w, r, err, screen(s.frameOf(r, title), b))
}

func (s *screens) newCharge(w http.ResponseWriter, r *http.Request) error {
	return s.showCharge(w, r, nil)
}

func (s *screens) showCharge(w http.ResponseWriter, r *http.Request, err error) error {
	return s.stayMoney(w, r, func(m stays.May) bool { return m.AddCharge }, "/charges", say(r.Context(), "booking.add-charge"), chargeScreen, err)
}

func (s *screens) addCharge(w http.ResponseWriter, r *http.Request) error {
	f := fault.Fields{Op: "web.addCharge"}
	form := stays.ChargeForm{Kind: r.PostFormValue("kind"), Description: r.PostFormValue("description"), Amount: r.PostFormValue("amount"),
		Day: entry.Day(&f, "day", r.PostFormValue("day")), ToOwner: readToOwner(r.PostFormValue("to_owner"))}
	return s.onMoney(w, r, f.Err(), s.showCharge, say(r.Context(), "booking.charge-added"), func(ctx context.Context, who *access.Viewer, booking id.ID) error {
		return s.Stays.AddCharge(ctx, who, booking, form)
	})
}

// readToOwner reads whom a charge counts for; "" is as usual.
func readToOwner(typed string) *bool {
	if typed == "" {
		return nil
	}
	owner := typed == "owner"
	return &owner
}

// onMoney does something about the money of the booking that the address names,
// unless the form was wrong already, and shows it again if it turns out wrong.
func (s *screens) onMoney(w http.ResponseWriter, r *http.Request, wrong error, again func(http.ResponseWriter, *http.Request, error) error, done string,
	do func(context.Context, *access.Viewer, id.ID) error) error {
	i, err := pathID(r, "booking")
	if err != nil {
		return err
	}
	if err = wrong; err == nil {
		err = do(r.Context(), viewer(r), i)
	}
	if retry(err) {
		return again(w, r, err)
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: done})
	return seeOther(w, r, bookingPath(i))
}

// askRemoveCharge asks before a charge is taken back.
func (s *screens) askRemoveCharge(w http.ResponseWriter, r *http.Request) error {
	st, err := s.stayOf(r)
	if err != nil {
		return err
	}
	i, err := pathID(r, "charge")
	if err != nil {
		return err
	}
	missing := fault.NotFound("web.askRemoveCharge")
	for _, c := range st.Charges {
		switch {
		case c.ID != i:
			continue
		case c.State == stays.ChargeCancelled:
			return missing
		case !c.Removable:
			return s.tried(r, access.Delete, access.Charge, i, access.Hidden("web.askRemoveCharge"))
		}
		p := s.frameOf(r, say(r.Context(), "booking.take-back-charge"))
		at := bookingPath(st.ID)
		return s.show(w, r, http.StatusOK, askScreen(p, Ask{Title: say(r.Context(), "booking.take-back-kind-sum", "kind", p.Word("charge-kind", c.Kind), "sum", p.Local.Money(c.Amount)), Do: say(r.Context(), "booking.take-back"), Danger: true,
			Say: say(r.Context(), "booking.stays-listed-counts-for"), Action: at + "/charges/" + i.String() + "/remove", Cancel: at}))
	}
	return s.tried(r, access.Delete, access.Charge, i, missing)
}

func (s *screens) removeCharge(r *http.Request, booking id.ID) (string, error) {
	i, err := pathID(r, "charge")
	if err != nil {
		return "", err
	}
	return say(r.Context(), "booking.charge-taken-back"), s.Stays.RemoveCharge(r.Context(), viewer(r), booking, i)
}

func (s *screens) newPayment(w http.ResponseWriter, r *http.Request) error {
	return s.showPayment(w, r, nil)
}

func (s *screens) showPayment(w http.ResponseWriter, r *http.Request, err error) error {
	return s.stayMoney(w, r, func(m stays.May) bool { return m.RecordPayment }, "/payments", say(r.Context(), "booking.record-payment"), paymentScreen, err)
}

func (s *screens) recordPayment(w http.ResponseWriter, r *http.Request) error {
	form, err := readPayment(r)
	return s.onMoney(w, r, err, s.showPayment, say(r.Context(), "booking.payment-recorded"), func(ctx context.Context, who *access.Viewer, booking id.ID) error {
		_, err := s.Stays.RecordPayment(ctx, who, booking, form)
		return err
	})
}

func (s *screens) newRefund(w http.ResponseWriter, r *http.Request) error {
	return s.showRefund(w, r, nil)
}

func (s *screens) showRefund(w http.ResponseWriter, r *http.Request, err error) error {
	return s.stayMoney(w, r, func(m stays.May) bool { return m.Refund }, "/refunds", say(r.Context(), "booking.refund"), refundScreen, err)
}

func (s *screens) refund(w http.ResponseWriter, r *http.Request) error {
	form, err := readPayment(r)
	return s.onMoney(w, r, err, s.showRefund, say(r.Context(), "booking.refund-recorded"), func(ctx context.Context, who *access.Viewer, booking id.ID) error {
		_, err := s.Stays.Refund(ctx, who, booking, form)
		return err
	})
}

func readPayment(r *http.Request) (stays.PaymentForm, error) {
	f := fault.Fields{Op: "web.readPayment"}
	return stays.PaymentForm{Amount: r.PostFormValue("amount"), Method: r.PostFormValue("method"), Memo: r.PostFormValue("memo"),
		Day: entry.Day(&f, "day", r.PostFormValue("day"))}, f.Err()
}

func (s *screens) clearPayment(r *http.Request, _ id.ID) (string, error) {
	i, err := pathID(r, "payment")
	if err != nil {
		return "", err
	}
	return say(r.Context(), "booking.payment-marked-as-cleared"), s.Stays.ClearPayment(r.Context(), viewer(r), i)
}
