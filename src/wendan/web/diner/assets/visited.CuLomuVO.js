import{s as i,j as s}from"./index-Dj8a1eY2.js";function t(){return s("visited")??[]}function e(s){i("visited",[s,...t().filter(i=>i!==s)].slice(0,5))}export{e as n,t as v};
