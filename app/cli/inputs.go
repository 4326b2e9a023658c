package cli

import "siamface/model/photo"

// checkPhotos refuses a photo that can't be used, by a look at its head, before networks are loaded for it.
func checkPhotos(paths ...string) error {
	for _, path := range paths {
		if _, err := photo.Stat(path); err != nil {
			return err
		}
	}
	return nil
}

// refusePhotos says why photos can't be used, before networks are loaded, where none of several can; then there is nothing to do.
func (t *terminal) refusePhotos(paths []string) bool {
	var causes []error
	for _, path := range paths {
		err := checkPhotos(path)
		if err == nil {
			return false
		}
		causes = append(causes, err)
	}
	for _, cause := range causes {
		t.sayUnread(cause)
	}
	return true
}
