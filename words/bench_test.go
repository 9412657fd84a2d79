package words

import "testing"

// BenchmarkSay: a text without values is read, not made.
func BenchmarkSay(b *testing.B) {
	t := English.Of("bookkeeping")
	b.ReportAllocs()
	for b.Loop() {
		t.Say("owner.owners")
	}
}

func TestATextWithoutValuesIsOnlyRead(t *testing.T) {
	trade := English.Of("letting-office")
	if n := testing.AllocsPerRun(100, func() { trade.Say("owner.owners") }); n != 0 {
		t.Errorf("Say allocates %v times", n)
	}
	for trade, want := range map[string]string{"": "Owners", "no such": "Owners", "letting-office": "Landlords", "service-desk": "Customers", "bookkeeping": "Clients"} {
		if got := English.Of(trade).Say("owner.owners"); got != want {
			t.Errorf("%q says %q", trade, got)
		}
	}
}

func TestAgainFindsASentenceWithItsValues(t *testing.T) {
	wide := &Tongue{tag: English.tag, falls: English, says: map[string]string{}}
	for key, text := range English.says {
		if text == "Someone is already there from {a}. Pick other nights." {
			wide.says[key] = "Ab {a} ist schon jemand da."
		}
	}
	if got := wide.Again("Someone is already there from 4 March. Pick other nights."); got != "Ab 4 March ist schon jemand da." {
		t.Errorf("again: %q", got)
	}
	if got := wide.Again("Nobody ever said this."); got != "Nobody ever said this." {
		t.Errorf("what is no text of the catalogue becomes %q", got)
	}
}
