/** A QR code as a picture that both builds can show. */
import qrcode from "qrcode-generator";

/** A long text is drawn with less to spare (`L`), so that its squares stay large. */
export function codePicture(text: string, spare: "L" | "M" = "M"): string {
  const code = qrcode(0, spare);
  code.addData(text);
  code.make();
  return code.createDataURL(6, 12);
}
