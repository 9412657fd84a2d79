package people

import (
	"context"
	"testing"

	"keyhouse/access"
	"keyhouse/fault"
)

// A portal admin could rename an administrator, or have a new password sent for
// them: nobody is touched by a lesser.
func TestNobodyIsTouchedByALesser(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		paula := w.viewer(w.join(w.account, "Paula", "paula@quay.example", GrantForm{Role: "portal-admin", On: "account"}))
		olga := w.join(w.account, "Olga Owner", "olga@quay.example", GrantForm{Role: "portal", On: "account", Switches: []string{"calendar"}})
		for name, try := range map[string]func(who *access.Viewer, m Member) error{
			"renaming": func(who *access.Viewer, m Member) error {
				_, err := w.EditMember(ctx, who, m.ID, m.Name+" X", m.Version)
				return err
			},
			"a reset":      func(who *access.Viewer, m Member) error { return w.SendReset(ctx, who, m.ID) },
			"a link":       func(who *access.Viewer, m Member) error { return w.SendSignInLink(ctx, who, m.ID) },
			"deactivating": func(who *access.Viewer, m Member) error { return w.Deactivate(ctx, who, m.ID) },
			"deleting":     func(who *access.Viewer, m Member) error { return w.DeleteMember(ctx, who, m.ID) },
		} {
			if err := try(paula, w.admin); fault.KindOf(err) != fault.Forbidden {
				t.Errorf("%s an admin, as a portal admin: %v", name, err)
			}
		}
		if err := w.SendReset(ctx, paula, olga.ID); err != nil {
			t.Errorf("a reset for an owner: %v", err)
		}
		if _, err := w.EditMember(ctx, paula, olga.ID, "Olga Oliveira", olga.Version); err != nil {
			t.Errorf("renaming an owner: %v", err)
		}
	})
}
