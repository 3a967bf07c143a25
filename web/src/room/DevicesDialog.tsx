import { DeviceSetup } from "../green-room/DeviceSetup";
import { t } from "../i18n/translate";
import { Dialog } from "../parts/Dialog";

export function DevicesDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t("Camera and microphone")} onClose={onClose}>
      <DeviceSetup />
      <p class="dialog-acts">
        <button type="button" class="button button--primary dialog-stay" onClick={onClose}>
          {t("Done")}
        </button>
      </p>
    </Dialog>
  );
}
