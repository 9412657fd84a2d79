package fault

import (
	"errors"
	"testing"
)

func TestOutdatedCarriesTheRecordAsItIsNow(t *testing.T) {
	err := Outdated("stays.EditBooking", 17)
	var stale *Stale
	if KindOf(err) != Conflict || !errors.As(err, &stale) || stale.Current != 17 {
		t.Errorf("%v carries %v", err, stale)
	}
}
