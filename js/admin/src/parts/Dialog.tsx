import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";

interface DialogProps {
  title: ReactNode;
  /** A sentence below the title. */
  text?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog over the page. Escape closes it, and the focus returns to what had it. */
export const Dialog = ({ title, text, onClose, children }: DialogProps): ReactNode => (
  <Base.Root open onOpenChange={(open) => !open && onClose()}>
    <Base.Portal>
      <Base.Backdrop className="veil" />
      <Base.Popup className="dialog">
        <header>
          <Base.Title render={<h2 />}>{title}</Base.Title>
          {text && <Base.Description className="soft small">{text}</Base.Description>}
        </header>
        {children}
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
);
